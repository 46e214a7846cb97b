/** Sizes of files as people read them. */

const units = ['KiB', 'MiB', 'GiB'];

/** Bytes as "512 bytes", "12 KiB", "3.4 MiB"; empty for what is no size. */
export function formatSize(bytes: number | null | undefined): string {
	if (bytes === null || bytes === undefined || !Number.isFinite(bytes) || bytes < 0) return '';
	if (bytes < 1024) return bytes === 1 ? '1 byte' : `${Math.round(bytes)} bytes`;
	let size = bytes / 1024;
	let unit = 0;
	while (size >= 1023.5 && unit < units.length - 1) {
		size /= 1024;
		unit += 1;
	}
	return `${size < 9.95 && unit > 0 ? size.toFixed(1) : Math.round(size)} ${units[unit]}`;
}
