// Made by build/interfaceFont.ts.
declare module "virtual:interface-font.css";
declare module "virtual:pdf-files" {
  const base: string; // address of the folder
  export default base;
}
