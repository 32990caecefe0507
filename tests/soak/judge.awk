# SPDX-License-Identifier: MIT
# Of samples of one program, in order, a line each:
#   SECONDS RUNTIME_BYTES RUNTIME_BLOCKS RESIDENT_KB DESCRIPTORS THREADS
# whether it stays as it is: what the runtime holds, and descriptors and threads. The first
# quarter is for filling caches. Prints figures; the status is 1 if something grows, with a line
# that says what.
#
# -v slack=BYTES is what the runtime may hold more for once: tables grow by whole chunks.
# -v rest=1 prints what descriptors and threads are to come down to in one more sample, and no more.

function grows(what, from, to, more) {
	if (to > from + more) {
		print "GROWS: " what " from " from " in the second quarter to " to " in the last, " \
			"and may by " more
		failed = 1
	}
}

function quarter(i) {
	return int(4 * (i - 1) / (count + rest)) + 1
}

{ count++; at[count] = $1; bytes[count] = $2; rss[count] = $4; fds[count] = $5; threads[count] = $6 }

# The most that the runtime held, the least that was open: sessions come and go.
END {
	if (count < 8) {
		print "expected at least 8 samples, got " count + 0
		exit 1
	}
	for (i = 1; i <= count; i++) {
		q = quarter(i)
		if (bytes[i] > most_bytes[q]) { most_bytes[q] = bytes[i] }
		if (rss[i] > most_rss[q]) { most_rss[q] = rss[i] }
		if (!(q in least_fds) || fds[i] < least_fds[q]) { least_fds[q] = fds[i] }
		if (!(q in least_threads) || threads[i] < least_threads[q]) { least_threads[q] = threads[i] }
		if (q > 1) {
			n++; sx += at[i]; sy += bytes[i]; sxx += at[i] * at[i]; sxy += at[i] * bytes[i]
		}
	}
	if (rest) {
		print least_fds[2], least_threads[2]
		exit 0
	}
	d = n * sxx - sx * sx
	slope = d > 0 ? (n * sxy - sx * sy) / d : 0
	span = at[count] - at[count - n + 1]
	printf "samples=%d seconds=%d slope_bytes_per_hour=%.0f\n", count, at[count], slope * 3600
	for (q = 1; q <= 4; q++) {
		printf "quarter=%d runtime_bytes=%d resident_kb=%d descriptors=%d threads=%d\n", q,
			most_bytes[q], most_rss[q], least_fds[q], least_threads[q]
	}
	grows("the runtime's memory", most_bytes[2], most_bytes[4], slack)
	grows("the line through the runtime's memory", 0, slope * span, slack)
	grows("descriptors", least_fds[2], least_fds[4], 0)
	grows("threads", least_threads[2], least_threads[4], 0)
	exit failed
}
