import { describe, expect, it } from 'vitest';
import { refusalOf } from '../../src/cli/api-refusal.js';
import { GraphctlError } from '../../src/errors.js';

describe('the refusal of an API that is not Graph', () => {
	it('for a missing permission sends nobody to the permissions of Graph, nor to the scope that was not enough', () => {
		const error = new GraphctlError({
			code: 'permission.denied',
			message: 'Graph does not allow POST /todolist: The access token has none of: ToDoList.ReadWrite.',
			hint: 'Sign in with the permission that https://learn.microsoft.com/graph/permissions-reference names: graphctl login --scope api://1/ToDoList.Read',
		});
		const told = refusalOf(error, 'todo.example.com', undefined);
		expect(told.message).toMatch(/^todo\.example\.com does not allow POST/);
		expect(told.hint).toBe('Name the permission that this API wants: --scope api://CLIENT-ID/NAME');
	});
});
