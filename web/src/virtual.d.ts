// Made by build/interfaceFont.ts.
declare module "virtual:interface-font.css";
