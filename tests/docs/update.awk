# SPDX-License-Identifier: MIT
# A document with new outputs: OUTPUTS/LINE in the place of what is in the block that begins at
# that line. -v outputs=DIR.

/^```/ && !in_block {
	in_block = 1
	print
	file = sprintf("%s/%05d", outputs, FNR)
	replaced = 0
	while ((getline line <file) > 0) {
		print line
		replaced = 1
	}
	close(file)
	next
}

/^```/ {
	in_block = replaced = 0
}

!replaced
