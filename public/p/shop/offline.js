// Has the service worker keep what this page needs, so that it opens without the network.

/** `dataset.kept = "all"` says that everything is on the device. */
export async function keepOffline(pages) {
  if (!("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register("/p/sw.js", { updateViaCache: "none" });
  const { active } = await navigator.serviceWorker.ready;
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }) => {
    if (data.kept) document.documentElement.dataset.kept = "all";
    port1.close();
  };
  active.postMessage({ type: "keep", pages }, [port2]);
}
