/** `/me/photo` and `/me/photos/{size}`: metadata and bytes. */
import { createHash } from 'node:crypto';
import { authorizePhoto } from './access.js';
import { photoSize } from './company.js';
import { type Answer, jsonAnswer } from './graph-answer.js';
import { GraphError } from './graph-errors.js';
import type { GraphRequest } from './graph-request.js';
import { readQuery } from './odata.js';
import { drawPortrait } from './portrait.js';

const sizes: readonly number[] = [48, 64, 96, 120, 240, 360, 432, 504, 648];

interface Photo {
	readonly edge: number;
	readonly contentType: string;
	readonly bytes: Uint8Array;
	readonly etag: string;
}

/** The bytes of the photo, in the named size or the stored one. @throws GraphError 404 when the person has none */
export function getPhotoBytes(request: GraphRequest): Answer {
	const { photo } = findPhoto(request);
	return { status: 200, headers: { 'Content-Type': photo.contentType, ETag: photo.etag }, body: photo.bytes };
}

/** The profilePhoto resource with its media annotations. @throws GraphError 404 when the person has none */
export function getPhotoMetadata(request: GraphRequest): Answer {
	const { photo, personId } = findPhoto(request);
	const collection = request.names['size'] === undefined ? 'photo' : 'photos';
	return jsonAnswer({
		'@odata.context': `${request.options.origin()}/v1.0/$metadata#users('${personId}')/${collection}/$entity`,
		'@odata.mediaContentType': photo.contentType,
		'@odata.mediaEtag': photo.etag,
		id: `${photo.edge}X${photo.edge}`,
		height: photo.edge,
		width: photo.edge,
	});
}

function findPhoto(request: GraphRequest): { photo: Photo; personId: string } {
	const person = authorizePhoto(request.options, request.claims);
	readQuery(request.parameters, []);
	const named = request.names['size'];
	const edge = named === undefined ? photoSize : sizes.find((size) => `${size}x${size}` === named.toLowerCase());
	if (person.photo === null || edge === undefined) {
		throw new GraphError(404, 'ErrorItemNotFound', "The photo wasn't found.");
	}
	const contentType = person.photo.contentType === 'image/png' ? 'image/png' : 'image/jpeg';
	const bytes = edge === photoSize ? person.photo.bytes : drawPortrait(person.id, edge, contentType);
	const etag = `"${createHash('sha256').update(bytes).digest('hex').slice(0, 16).toUpperCase()}"`;
	return { photo: { edge, contentType, bytes, etag }, personId: person.id };
}
