// Runs in the page: times from what a person does to the frame that shows it.
(() => {
  const id = (name) => document.querySelector(`[data-testid=${name}]`);
  const painted = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  const until = (holds) =>
    new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`Waited in vain until ${holds}`)), 120_000);
      const look = () => {
        if (holds()) {
          observer.disconnect();
          clearTimeout(late);
          resolve();
        }
      };
      const observer = new MutationObserver(look);
      observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
      look();
    });
  const type = (field, text) => {
    const prototype = field instanceof HTMLTextAreaElement ? HTMLTextAreaElement : HTMLInputElement;
    Object.getOwnPropertyDescriptor(prototype.prototype, "value").set.call(field, text);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const name = (row) => row.querySelector(".chat-row-name").textContent;

  globalThis.bench = {
    jumps: [],

    async switchChats(count) {
      const times = [];
      for (const row of [...document.querySelectorAll("[data-testid=chat-item]")].slice(1, count + 1)) {
        const start = performance.now();
        row.click();
        await until(
          () =>
            document.querySelector(".who-name")?.textContent === name(row) &&
            document.querySelectorAll("[data-testid=message]").length >= 10,
        );
        await painted();
        times.push(performance.now() - start);
        await new Promise((resolve) => setTimeout(resolve, 400));
      }
      return times;
    },

    async prepareSearch() {
      const start = performance.now();
      id("search").focus();
      type(id("search"), "chai");
      await until(() => id("search-results")?.dataset.complete === "true" && id("search-hit"));
      return performance.now() - start;
    },

    async search(count) {
      const words = "garden umbrella station monday river window letter mango bicycle lantern market violin pepper harbour चाय शाम 99 garden_ river_".split(" ");
      const times = [];
      for (let i = 0; i < count; i++) {
        const word = words[i % words.length].replace("_", " ");
        type(id("search"), "");
        await painted();
        const start = performance.now();
        type(id("search"), word);
        await until(() => document.querySelector(".hit-snippet mark")?.textContent.includes(word.trim()));
        await painted();
        times.push(performance.now() - start);
      }
      type(id("search"), "");
      return times;
    },

    async scroll(steps) {
      [...document.querySelectorAll("[data-testid=chat-item]")].find((row) => name(row) === "Bob").click();
      await until(() => document.querySelector(".who-name")?.textContent === "Bob");
      await new Promise((resolve) => setTimeout(resolve, 1500));
      let shift = 0;
      let scrolled = 0;
      const shifts = new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) {
          // A frame that scrolls and adds rows is counted with all that was scrolled; only what moves while nobody scrolls is a shift.
          shift += entry.hadRecentInput || entry.startTime - scrolled < 40 ? 0 : entry.value;
        }
      });
      shifts.observe({ type: "layout-shift" });
      const scroller = document.querySelector(".scroller");
      const frames = [];
      let rows = 0;
      let jumps = 0;
      let last = await new Promise((resolve) => requestAnimationFrame(resolve));
      for (let i = 0; i < steps; i++) {
        if (i % 10 === 9) {
          await new Promise((resolve) => setTimeout(resolve, 250));
          last = await new Promise((resolve) => requestAnimationFrame(resolve));
        }
        const list = scroller.querySelectorAll("[data-testid=message]");
        const line = scroller.getBoundingClientRect().top + scroller.clientHeight / 2;
        const middle = [...list].find((bubble) => bubble.getBoundingClientRect().bottom > line) ?? list[list.length - 1];
        const before = middle.getBoundingClientRect().top;
        const from = scroller.scrollTop;
        scroller.scrollTop -= 600;
        const moved = from - scroller.scrollTop;
        const now = await new Promise((resolve) => requestAnimationFrame(resolve));
        scrolled = performance.now();
        frames.push(now - last);
        last = now;
        rows = Math.max(rows, list.length);
        const off = middle.getBoundingClientRect().top - before - moved;
        if (middle.isConnected && Math.abs(off) > 2) {
          jumps++;
          this.jumps.push(`step ${i}: off by ${off.toFixed(0)} px, moved ${moved.toFixed(0)}, rows ${list.length}, from ${from.toFixed(0)} to ${scroller.scrollTop.toFixed(0)} of ${scroller.scrollHeight}`);
        }
      }
      await painted();
      shifts.disconnect();
      frames.sort((a, b) => a - b);
      return [frames[frames.length >> 1], frames[Math.floor(frames.length * 0.95)], frames.at(-1), rows, jumps, shift];
    },

    async bubble(count) {
      const times = [];
      for (let i = 0; i < count; i++) {
        const text = `Written ${performance.now()}`;
        type(id("composer"), text);
        await painted();
        const start = performance.now();
        id("composer").dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", code: "Enter", bubbles: true, cancelable: true }));
        await until(() => [...document.querySelectorAll("[data-testid=message][data-mine=true]")].some((b) => b.textContent.includes(text)));
        times.push(performance.now() - start);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      return times;
    },
  };
})();
