import { describe, expect, it } from 'vitest';
import { refusalOf } from '../../src/cli/api-refusal.js';
import { GraphctlError } from '../../src/errors.js';
import { createCliUser } from '../helpers/cli-user.js';
import { startTestSandbox } from '../helpers/sandbox.js';

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

	it('for a missing permission of an app names no scope, of which an app has none', async () => {
		const sandbox = await startTestSandbox();
		const { clientId, clientSecret } = sandbox.apps.daemon;
		const app = { AZURE_CLIENT_ID: clientId, AZURE_CLIENT_SECRET: clientSecret };
		const user = await createCliUser(sandbox, { env: { ...app, AZURE_TENANT_ID: sandbox.company.tenantId } });
		const scope = `${sandbox.apps.api.audience}/.default`;
		const { code, stderr } = await user.run('api', `${sandbox.todoOrigin}/todolist`, '--scope', scope);
		expect(code, stderr).toBe(5);
		expect(stderr).toContain('application permission of this API');
		expect(stderr).not.toContain('Name the permission');
	});
});
