// SPDX-License-Identifier: MIT
// A reader of the page, put at its end: filters, moves the mouse over the chart, opens a frame of
// the flame graph. What is seen then is kept in the document's element.
"use strict";
(() => {
	const seen = document.documentElement.dataset;
	const filter = document.querySelector("input");
	const rows = () => [...document.querySelectorAll(".holders tbody tr")].filter((row) => !row.hidden).length;
	const frames = () => document.querySelectorAll(".flame button").length;

	seen.rows = rows();
	filter.value = "no holder is called that";
	filter.dispatchEvent(new Event("input"));
	seen.filtered = rows();
	filter.value = "HANDLE_";
	filter.dispatchEvent(new Event("input"));
	seen.matched = rows();

	seen.frames = frames();
	document.querySelectorAll(".flame button")[2].click();
	seen.opened = frames();

	// uPlot finishes drawing in a microtask.
	setTimeout(() => {
		const over = document.querySelector(".u-over");
		const box = over.getBoundingClientRect();

		over.dispatchEvent(new MouseEvent("mouseenter"));
		over.dispatchEvent(new MouseEvent("mousemove", {
			clientX: box.left + box.width * 0.8, clientY: box.top + box.height / 2,
		}));
		setTimeout(() => {
			seen.hovered = [...document.querySelectorAll(".u-value")].map((cell) => cell.textContent).join("|");
		}, 100);
	}, 100);
})();
