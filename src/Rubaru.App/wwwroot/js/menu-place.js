// @ts-check
// MenuPlace.cs: where a menu stands.

/**
 * Below, or above where that is too low; beside something taller than the window it stands over it. The position is the
 * style's to take: where the menu is a sheet it has none.
 * @param {HTMLElement} menu @param {HTMLElement} beside @param {boolean} atStart
 */
export function place(menu, beside, atStart) {
  const at = beside.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const lowest = window.innerHeight - height - 8;
  const below = at.bottom + 4;
  const top = below > lowest ? Math.min(at.top - height - 4, lowest) : below;
  const rtl = getComputedStyle(menu).direction === "rtl";
  const left = rtl === atStart ? at.right - width : at.left;
  menu.style.setProperty("--menu-top", `${Math.max(8, top)}px`);
  menu.style.setProperty("--menu-left", `${Math.max(8, Math.min(left, window.innerWidth - width - 8))}px`);
}
