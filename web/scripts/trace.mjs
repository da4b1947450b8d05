// Traces what the page's main thread does while something runs.

// traced gives what run gives, the trace's events, the main thread's tasks in ms, and their sum. A task counts by the
// processor time it took: wall time would count the machine's other work as well. The slowing down that a measurement asks
// for is part of it, since it keeps the thread busy.
export async function traced(devtools, run, categories = ["toplevel"]) {
  const events = [];
  const collect = ({ value }) => events.push(...value);
  devtools.on("Tracing.dataCollected", collect);
  await devtools.send("Tracing.start", { transferMode: "ReportEvents", traceConfig: { includedCategories: categories } });
  const result = await run();
  const ended = new Promise((resolve) => devtools.once("Tracing.tracingComplete", resolve));
  await devtools.send("Tracing.end");
  await ended;
  devtools.off("Tracing.dataCollected", collect);
  const tasks = tasksOf(events);
  return { result, events, tasks, busy: tasks.reduce((a, b) => a + b, 0) };
}

function tasksOf(events) {
  const threads = new Set(events.filter((e) => e.name === "thread_name" && e.args?.name === "CrRendererMain").map((e) => `${e.pid} ${e.tid}`));
  return events.filter((e) => e.ph === "X" && threads.has(`${e.pid} ${e.tid}`) && /\bRunTask$/.test(e.name)).map((e) => (e.tdur ?? e.dur) / 1000);
}
