// @ts-check
// StoragePersistence.cs.

/** @returns {Promise<"kept" | "may-go" | "unknown">} */
export async function request() {
  if (!navigator.storage?.persist) {
    return "unknown";
  }

  return (await navigator.storage.persisted()) || (await navigator.storage.persist()) ? "kept" : "may-go";
}

/** @returns {Promise<number[]>} bytes used and allowed, or nothing */
export async function estimate() {
  const { usage, quota } = (await navigator.storage?.estimate?.()) ?? {};
  return usage === undefined || quota === undefined ? [] : [usage, quota];
}
