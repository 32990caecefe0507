// SPDX-License-Identifier: MIT
// Makes the page out of the report in it. Text is only ever set as text: names are foreign.
"use strict";
(() => {
	// Steps of the axis of bytes: round in KiB and MiB.
	const powersOfTwo = Array.from({ length: 50 }, (_, exponent) => 2 ** exponent);
	const colours = ["#4c78a8", "#f58518", "#54a24b", "#e45756", "#72b7b2", "#eeca3b", "#b279a2", "#9d755d"];

	function element(tag, parent, text, className) {
		const made = document.createElement(tag);

		if (text !== undefined && text !== null) {
			made.textContent = String(text);
		}
		if (className) {
			made.className = className;
		}
		parent.append(made);
		return made;
	}

	function bytes(value) {
		const units = ["B", "KiB", "MiB", "GiB", "TiB"];
		let unit = 0;

		if (value === null) {
			return "not known";
		}
		while (Math.abs(value) >= 1024 && unit < units.length - 1) {
			value /= 1024;
			unit++;
		}
		return `${unit ? value.toFixed(1) : value} ${units[unit]}`;
	}

	function count(value) {
		return value === null ? "" : value.toLocaleString("en-US");
	}

	function place(file, line) {
		return file === null ? "" : line ? `${file}:${line}` : file;
	}

	function holderName(holder) {
		return holder.function ?? (holder.module === null ? holder.kind : `${holder.kind} of ${holder.module}`);
	}

	// Each holder's part of the growth, drawn in proportion to the handles it gained, one on
	// the other; and the live bytes that full collections found.
	function curves(isolate) {
		const parts = isolate.holders.filter(({ series, growth_bytes: growth }) =>
			growth > 0 && series.length > 1 && series.at(-1)[1] > series[0][1]).slice(0, colours.length);
		const full = isolate.moments.filter((moment) => moment.full);
		const tables = [[full.map(({ us }) => us / 1e6), full.map(({ used }) => used)]];
		const below = new Map();

		for (const { series, growth_bytes: growth } of parts) {
			const [, first] = series[0];
			const gain = series.at(-1)[1] - first;

			tables.push([
				series.map(([us]) => us / 1e6),
				series.map(([us, handles]) => {
					const top = (below.get(us) ?? 0) + growth * Math.max(handles - first, 0) / gain;

					below.set(us, top);
					return top;
				}),
			]);
		}
		return { parts, data: uPlot.join(tables) };
	}

	function markFullCollections(isolate) {
		const times = isolate.moments.filter((moment) => moment.full).map(({ us }) => us / 1e6);

		return (plot) => {
			const { ctx, bbox } = plot;

			ctx.save();
			ctx.strokeStyle = "#00000030";
			ctx.beginPath();
			for (const time of times) {
				const x = Math.round(plot.valToPos(time, "x", true)) + 0.5;

				ctx.moveTo(x, bbox.top);
				ctx.lineTo(x, bbox.top + bbox.height);
			}
			ctx.stroke();
			ctx.restore();
		};
	}

	function drawChart(parent, isolate) {
		const { parts, data } = curves(isolate);
		// The topmost first: each covers what is above the next.
		const stacked = parts.map((holder, index) => ({
			label: `${isolate.holders.indexOf(holder) + 1}. ${holderName(holder)}`,
			fill: colours[index], stroke: colours[index], spanGaps: true, points: { show: false },
			value: (plot, value) => (value == null ? "" : bytes(Math.round(value))),
		})).reverse();
		const live = {
			label: "live heap", stroke: "#222", width: 2, spanGaps: true,
			value: (plot, value) => (value == null ? "" : bytes(Math.round(value))),
		};

		element("h2", parent, "Growth over time");
		if (data[0].length < 2) {
			element("p", parent, "Too few full collections to draw.", "note");
			return;
		}
		const chart = element("div", parent, undefined, "chart");
		new uPlot({
			width: Math.max(300, parent.clientWidth), height: 300,
			scales: { y: { range: (plot, low, high) => [0, high * 1.05 || 1] } },
			axes: [{}, { size: 80, incrs: powersOfTwo, values: (plot, values) => values.map(bytes) }],
			series: [{ label: "time" }, ...stacked, live],
			hooks: { draw: [markFullCollections(isolate)] },
		}, [data[0], ...data.slice(2).reverse(), data[1]], chart);
		element("p", parent, "Vertical lines are full collections, the black line what they left alive. " +
			"A holder's area is its part of the growth, drawn in proportion to its handles.", "note");
	}

	// Created, settled, and of those that are sampled the ones that full collections found alive.
	function drawPromises(parent, process, isolate) {
		const series = isolate.promise_series;
		const names = ["created", "settled", "held"];

		if (series.length < 2) {
			return;
		}
		element("h2", parent, "Promises over time");
		const chart = element("div", parent, undefined, "chart promises");
		new uPlot({
			width: Math.max(300, parent.clientWidth), height: 240,
			scales: { y: { range: (plot, low, high) => [0, high * 1.05 || 1] } },
			axes: [{}, { size: 80, values: (plot, values) => values.map(count) }],
			series: [{ label: "time" }, ...names.map((label, index) => ({
				label, stroke: colours[index], width: 2, spanGaps: true,
				points: { show: label === "held" },
				value: (plot, value) => (value == null ? "" : count(value)),
			}))],
		}, [series.map(({ at_ns: ns }) => (process.first_ns + ns) / 1e9),
			...names.map((name) => series.map((row) => row[name]))], chart);
		element("p", parent, "Held are those that full collections found alive, by a sample.", "note");
	}

	function drawPhases(parent, isolate) {
		if (isolate.phases.length === 0) {
			return;
		}
		element("h2", parent, "Between the program's marks");
		const table = element("table", parent, undefined, "phases");
		const head = element("tr", element("thead", table));
		const body = element("tbody", table);

		element("th", head, "phase");
		for (const title of ["seconds", "growth", "handles"]) {
			element("th", head, title, "number");
		}
		for (const phase of isolate.phases) {
			const row = element("tr", body);

			element("td", row, phase.name ?? "(before the first mark)");
			element("td", row, ((phase.end_ns - phase.begin_ns) / 1e9).toFixed(3), "number");
			element("td", row, bytes(phase.growth_bytes), "number");
			element("td", row, count(phase.handle_growth), "number");
		}
	}

	function drawRow(body, holder, number) {
		const row = element("tr", body);
		const what = element("td", row);

		element("td", row, bytes(holder.growth_bytes), "number");
		element("td", row, `${(holder.share * 100).toFixed(1)} %`, "number");
		element("td", row, count(holder.handles), "number");
		element("div", what, `${number}. ${holderName(holder)}`);
		element("div", what, [holder.kind, holder.state, place(holder.file, holder.line)]
			.filter(Boolean).join(", "), "note");
		if (holder.now_line) {
			element("div", what, `now at ${place(holder.now_file, holder.now_line)}`, "note");
		}
		if (holder.advice !== null) {
			element("div", what, holder.advice, "advice");
		}
		return row;
	}

	function drawTable(parent, isolate) {
		element("h2", parent, "Holders");
		const filter = element("input", parent);
		const table = element("table", parent, undefined, "holders");
		const head = element("tr", element("thead", table));
		const body = element("tbody", table);

		filter.type = "search";
		filter.placeholder = "filter";
		element("th", head, "what holds it");
		for (const title of ["growth", "share", "handles"]) {
			element("th", head, title, "number");
		}
		const rows = isolate.holders.map((holder, index) => drawRow(body, holder, index + 1));
		filter.addEventListener("input", () => {
			const wanted = filter.value.toLowerCase();

			for (const row of rows) {
				row.hidden = !row.textContent.toLowerCase().includes(wanted);
			}
		});
	}

	function stackTree(isolate, weight) {
		const root = { name: "all", value: 0, children: new Map() };

		for (const holder of isolate.holders) {
			const value = holder[weight];
			let node = root;

			if (!(value > 0)) {
				continue;
			}
			root.value += value;
			for (const { name, file, line } of holder.stack) {
				if (!node.children.has(name)) {
					node.children.set(name, { name, where: place(file, line), value: 0, children: new Map() });
				}
				node = node.children.get(name);
				node.value += value;
			}
		}
		return root;
	}

	function drawFlame(box, root, show, top) {
		let depth = 0;

		function draw(node, left, width, level) {
			depth = Math.max(depth, level + 1);
			const cell = element("button", box, node.name);

			cell.style.left = `${left}%`;
			cell.style.width = `${width}%`;
			cell.style.top = `${level * 20}px`;
			cell.title = `${node.name}\n${node.where ?? ""}\n${show(node.value)}`;
			// A click shows it alone, a click on the outermost shows all again.
			cell.addEventListener("click", () => drawFlame(box, node === root ? top : node, show, top));
			for (const child of node.children.values()) {
				draw(child, left, width * child.value / node.value, level + 1);
				left += width * child.value / node.value;
			}
		}
		box.replaceChildren();
		if (root.value > 0) {
			draw(root, 0, 100, 0);
		}
		box.style.height = `${depth * 20}px`;
	}

	function drawFlames(parent, isolate) {
		element("h2", parent, "What opened the holders");
		const choice = element("select", parent);
		const box = element("div", parent, undefined, "flame");

		function draw() {
			const root = stackTree(isolate, choice.value);

			drawFlame(box, root, choice.value === "handles" ? count : bytes, root);
		}
		for (const [value, title] of [["growth_bytes", "by bytes of growth"], ["handles", "by handles"]]) {
			element("option", choice, title).value = value;
		}
		// Where handles pile up and the heap does not, there are no bytes to draw.
		if (!isolate.holders.some(({ growth_bytes: growth }) => growth > 0)) {
			choice.value = "handles";
		}
		choice.addEventListener("change", draw);
		draw();
	}

	function drawIsolate(body, process, isolate) {
		const section = element("section", body);

		element("h1", section, `${process.command ?? "process"} (pid ${process.pid ?? "not known"}), ` +
			`isolate ${isolate.isolate}`);
		element("p", section, `verdict: ${isolate.verdict}`, `verdict ${isolate.verdict}`);
		element("p", section, isolate.reason);
		element("p", section, (isolate.growth_bytes === null ? "how much the heap grew is not known" :
			`heap grew ${bytes(isolate.growth_bytes)} (${bytes(isolate.baseline_bytes)} to ` +
			`${bytes(isolate.final_bytes)})`) +
			`; full GCs: ${count(isolate.full_gcs)}; evidence: ${isolate.evidence}`);
		if (isolate.promises_answer !== null) {
			element("p", section, isolate.promises_answer);
		}
		for (const gap of isolate.gaps) {
			element("p", section, `Note: ${gap.text}.`);
		}
		drawChart(section, isolate);
		drawPromises(section, process, isolate);
		drawPhases(section, isolate);
		drawTable(section, isolate);
		for (const module of process.modules) {
			if (module.advice !== null && isolate.holders.some((holder) => holder.module === module.module)) {
				element("p", section, `${module.path}: ${module.advice}`, "advice");
			}
		}
		drawFlames(section, isolate);
	}

	const report = JSON.parse(document.getElementById("report").textContent);

	if (report.trace.discarded > 0 || report.trace.discarded_unknown || report.trace.truncated) {
		element("p", document.body, "Events were lost, or the trace is cut short.", "advice");
	}
	for (const process of report.processes) {
		for (const isolate of process.isolates) {
			drawIsolate(document.body, process, isolate);
		}
	}
	if (report.processes.length === 0) {
		element("p", document.body, "No isolate was recorded.");
	}
	document.documentElement.dataset.drawn = "yes";
})();
