/** The to-do list that the second protected API keeps, in memory, one list a person. */

/** One thing to do. */
export interface TodoItem {
	readonly id: number;
	/** Object id of the person. */
	readonly owner: string;
	readonly description: string;
	readonly done: boolean;
}

/** What a client may say about an item. */
export interface TodoChange {
	readonly description?: string;
	readonly done?: boolean;
}

/** Items that one person may have. */
const largestList = 1000;

/** Longest description, in characters. */
const longestText = 500;

export interface TodoList {
	/** Items of a person, or everybody's. */
	list(owner?: string): readonly TodoItem[];
	find(id: number, owner?: string): TodoItem | undefined;
	/** Adds an item; undefined when the list is full. */
	add(owner: string, description: string): TodoItem | undefined;
	change(item: TodoItem, change: TodoChange): TodoItem;
	remove(item: TodoItem): void;
}

export function createTodoList(): TodoList {
	const items = new Map<number, TodoItem>();
	let last = 0;
	const list: TodoList['list'] = (owner) =>
		[...items.values()].filter((item) => owner === undefined || item.owner === owner);
	return {
		list,
		find: (id, owner) => list(owner).find((item) => item.id === id),
		add(owner, description) {
			if (list(owner).length >= largestList) return undefined;
			last += 1;
			const item = { id: last, owner, description, done: false };
			items.set(last, item);
			return item;
		},
		change(item, change) {
			const changed = { ...item, ...change };
			items.set(item.id, changed);
			return changed;
		},
		remove: (item) => void items.delete(item.id),
	};
}

/** Reads a change from a JSON body, or says what is wrong with it. */
export function readTodoChange(body: string | undefined): TodoChange | string {
	let parsed: unknown;
	try {
		parsed = JSON.parse(body ?? '');
	} catch {
		return 'The body is not JSON.';
	}
	if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return 'The body is not a JSON object.';
	const { description, done, ...others }: Readonly<Record<string, unknown>> = { ...parsed };
	const [unknown] = Object.keys(others);
	if (unknown !== undefined) return `An item has no property "${unknown}".`;
	if (done !== undefined && typeof done !== 'boolean') return '"done" must be true or false.';
	if (description === undefined) return done === undefined ? {} : { done };
	if (typeof description !== 'string' || description.trim() === '' || description.length > longestText) {
		return `"description" must be a text of 1 to ${longestText} characters.`;
	}
	return { description, ...(done === undefined ? {} : { done }) };
}
