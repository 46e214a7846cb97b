/** One method call on the session bus, in as much of the D-Bus wire protocol as that takes (D-Bus specification 0.43). */
import { connect, type Socket } from 'node:net';

export interface DbusCall {
	readonly destination: string;
	readonly path: string;
	readonly interface: string;
	readonly member: string;
	/** The one argument, of type `a{ss}`. */
	readonly dictionary?: Readonly<Record<string, string>> | undefined;
}

/** Body of a successful answer. */
export interface DbusReply {
	readonly body: Buffer;
	/** Reads an unsigned 32-bit number at an offset, in the sender's byte order. */
	uint32(offset: number): number;
}

/**
 * Calls a method and returns the answer's body; undefined when the bus cannot be reached, refuses, or is silent for
 * `timeoutMs`: callers ask only to learn more about something that already happened.
 */
export async function callSessionBus(
	env: Readonly<Record<string, string | undefined>>,
	call: DbusCall,
	timeoutMs: number,
): Promise<DbusReply | undefined> {
	const path = busSocket(env);
	if (path === undefined) return undefined;
	const socket = connect(path);
	socket.setTimeout(timeoutMs, () => socket.destroy());
	try {
		return await converse(socket, call);
	} catch {
		return undefined;
	} finally {
		socket.destroy();
	}
}

/** Socket path of the session bus; a leading NUL marks Linux's abstract sockets. */
function busSocket(env: Readonly<Record<string, string | undefined>>): string | undefined {
	const addresses = env['DBUS_SESSION_BUS_ADDRESS'];
	if (!addresses) {
		const folder = env['XDG_RUNTIME_DIR'];
		return folder ? `${folder}/bus` : undefined;
	}
	for (const address of addresses.split(';')) {
		const match = /^unix:(?:[^,]*,)*(path|abstract)=([^,]*)/.exec(address);
		if (!match?.[2]) continue;
		const path = decodeURIComponent(match[2]);
		return match[1] === 'abstract' ? `\0${path}` : path;
	}
	return undefined;
}

async function converse(socket: Socket, call: DbusCall): Promise<DbusReply | undefined> {
	const user = Buffer.from(String(process.getuid?.() ?? 0)).toString('hex');
	socket.write(`\0AUTH EXTERNAL ${user}\r\n`);
	let buffer = Buffer.alloc(0);
	let authenticated = false;
	for await (const chunk of socket) {
		buffer = Buffer.concat([buffer, chunk]);
		if (!authenticated) {
			const end = buffer.indexOf('\r\n');
			if (end < 0) continue;
			if (!buffer.toString('latin1', 0, end).startsWith('OK')) return undefined;
			buffer = buffer.subarray(end + 2);
			authenticated = true;
			const bus = { destination: 'org.freedesktop.DBus', path: '/org/freedesktop/DBus' };
			const hello = encodeCall({ ...bus, interface: 'org.freedesktop.DBus', member: 'Hello' }, 1);
			socket.write(Buffer.concat([Buffer.from('BEGIN\r\n'), hello, encodeCall(call, 2)]));
		}
		for (;;) {
			const message = decodeMessage(buffer);
			if (!message) break;
			buffer = buffer.subarray(message.size);
			if (message.replySerial === 2) return message.type === 2 ? message : undefined;
		}
	}
	return undefined;
}

function encodeCall(call: DbusCall, serial: number): Buffer {
	const body = call.dictionary ? encodeDictionary(call.dictionary) : Buffer.alloc(0);
	const fields: (readonly [number, string, string])[] = [
		[1, 'o', call.path],
		[2, 's', call.interface],
		[3, 's', call.member],
		[6, 's', call.destination],
	];
	let array = Buffer.alloc(0);
	for (const [code, type, value] of fields) {
		array = Buffer.concat([pad(array, 8), Buffer.from([code, 1, type.charCodeAt(0), 0]), encodeString(value)]);
	}
	if (call.dictionary) array = Buffer.concat([pad(array, 8), Buffer.from([8, 1, 0x67, 0, 5]), Buffer.from('a{ss}\0')]);
	const head = Buffer.alloc(16);
	// Little-endian, method call, no flags, protocol version 1.
	head.set([0x6c, 1, 0, 1]);
	head.writeUInt32LE(body.length, 4);
	head.writeUInt32LE(serial, 8);
	head.writeUInt32LE(array.length, 12);
	return Buffer.concat([pad(Buffer.concat([head, array]), 8), body]);
}

function encodeDictionary(entries: Readonly<Record<string, string>>): Buffer {
	let array = Buffer.alloc(0);
	for (const [key, value] of Object.entries(entries)) {
		const padded = pad(array, 8);
		array = Buffer.concat([pad(Buffer.concat([padded, encodeString(key)]), 4), encodeString(value)]);
	}
	const length = Buffer.alloc(8);
	length.writeUInt32LE(array.length, 0);
	return Buffer.concat([length, array]);
}

function encodeString(text: string): Buffer {
	const bytes = Buffer.from(text);
	const length = Buffer.alloc(4);
	length.writeUInt32LE(bytes.length, 0);
	return Buffer.concat([length, bytes, Buffer.from([0])]);
}

function pad(buffer: Buffer, to: number): Buffer<ArrayBuffer> {
	return Buffer.concat([buffer, Buffer.alloc(align(buffer.length, to) - buffer.length)]);
}

function align(offset: number, to: number): number {
	return Math.ceil(offset / to) * to;
}

interface Message extends DbusReply {
	readonly size: number;
	readonly type: number;
	readonly replySerial: number | undefined;
}

/** The first message of the buffer, or undefined when it is not complete yet. */
function decodeMessage(buffer: Buffer): Message | undefined {
	if (buffer.length < 16) return undefined;
	const uint32In = (from: Buffer, offset: number): number =>
		buffer[0] === 0x6c ? from.readUInt32LE(offset) : from.readUInt32BE(offset);
	const fieldsEnd = 16 + uint32In(buffer, 12);
	const bodyStart = align(fieldsEnd, 8);
	const size = bodyStart + uint32In(buffer, 4);
	if (buffer.length < size) return undefined;
	let replySerial: number | undefined;
	for (let at = 16; at < fieldsEnd; at = align(at, 8)) {
		const code = buffer[at];
		const type = buffer.toString('latin1', at + 2, at + 3);
		at += 4;
		if (type === 'u') {
			if (code === 5) replySerial = uint32In(buffer, at);
			at += 4;
		} else if (type === 'g') at += (buffer[at] ?? 0) + 2;
		else at += uint32In(buffer, at) + 5;
	}
	const body = buffer.subarray(bodyStart, size);
	return { size, type: buffer[1] ?? 0, replySerial, body, uint32: (offset) => uint32In(body, offset) };
}
