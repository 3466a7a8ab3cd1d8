/**
 * Records the tasks of a page's main thread. The returned function ends the recording and gives, longest first,
 * how long each task took and how long the thread really worked in it: on a machine with other work to do a task
 * is interrupted, and only the second figure says what the page costs.
 *
 * @returns {Promise<() => Promise<{ wallMs: number, workMs: number }[]>>}
 */
export async function recordTasks(page) {
  const session = await page.context().newCDPSession(page);
  const events = [];
  session.on("Tracing.dataCollected", ({ value }) => events.push(...value));
  await session.send("Tracing.start", {
    transferMode: "ReportEvents",
    traceConfig: { includedCategories: ["toplevel", "__metadata"] },
  });
  return async () => {
    const complete = new Promise((resolve) => session.once("Tracing.tracingComplete", resolve));
    await session.send("Tracing.end");
    await complete;
    const thread = ({ pid, tid }) => `${pid}/${tid}`;
    const mainThreads = new Set(
      events.filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain").map(thread),
    );
    return events
      .filter(
        (event) =>
          event.name === "ThreadControllerImpl::RunTask" && event.tdur && mainThreads.has(thread(event)),
      )
      .map(({ dur, tdur }) => ({ wallMs: dur / 1000, workMs: tdur / 1000 }))
      .sort((a, b) => b.workMs - a.workMs);
  };
}
