import { describe, expect, it } from 'vitest';
import { permissionTable } from '../../src/graph/permission-table.js';
import { smallestRole, smallestScopes } from '../../src/graph/scopes.js';

/** From the pages of https://learn.microsoft.com/graph/api: method, path, delegated permission, application permission. */
const documented: readonly (readonly [string, string, string | undefined, string | undefined])[] = [
	['GET', '/v1.0/me', 'User.Read', undefined],
	['PATCH', '/me', 'User.ReadWrite', undefined],
	['GET', '/me/photo/$value', 'User.Read', undefined],
	['GET', '/me/manager', 'User.Read.All', undefined],
	['GET', '/me/memberOf', 'User.Read', undefined],
	['GET', '/beta/me/messages/x/attachments', 'Mail.Read', undefined],
	['GET', '/users/adele@contoso.com/messages', 'Mail.Read', 'Mail.Read'],
	['GET', "/users('adele@contoso.com')/mailFolders/inbox/messages", 'Mail.Read', 'Mail.Read'],
	['PATCH', '/me/messages/x', 'Mail.ReadWrite', undefined],
	['POST', '/me/messages/x/move', 'Mail.ReadWrite', undefined],
	['POST', '/me/messages/x/replyAll', 'Mail.Send', undefined],
	['POST', '/me/mailFolders/inbox/messages/x/reply', 'Mail.Send', undefined],
	['POST', '/users/x/sendMail', 'Mail.Send', 'Mail.Send'],
	['POST', '/users/x/microsoft.graph.sendMail', 'Mail.Send', 'Mail.Send'],
	['GET', '/me/mailFolders/inbox/messageRules', 'MailboxSettings.Read', undefined],
	['GET', '/me/mailboxSettings', 'MailboxSettings.Read', undefined],
	['GET', '/users', 'User.ReadBasic.All', 'User.ReadBasic.All'],
	['GET', '/Users/$count', 'User.ReadBasic.All', 'User.ReadBasic.All'],
	['GET', '/users/x', 'User.ReadBasic.All', 'User.ReadBasic.All'],
	['GET', '/users/x/photo/$value', 'User.ReadBasic.All', 'ProfilePhoto.Read.All'],
	['GET', '/users/x/manager', 'User.Read.All', 'User.Read.All'],
	['DELETE', '/users/x', 'User.DeleteRestore.All', 'User.DeleteRestore.All'],
	['GET', '/me/calendar/events', 'Calendars.ReadBasic', undefined],
	['GET', '/users/x/calendarView', 'Calendars.ReadBasic', 'Calendars.ReadBasic'],
	['GET', '/users/x/calendars/y/events/z/attachments', 'Calendars.Read', 'Calendars.Read'],
	['POST', '/users/x/events', 'Calendars.ReadWrite', 'Calendars.ReadWrite'],
	['GET', '/users/x/contacts', 'Contacts.Read', 'Contacts.Read'],
	['GET', '/me/people', 'People.Read', undefined],
	['GET', '/me/drive/root/children', 'Files.Read', undefined],
	['GET', '/me/drive/root:/Docs/a.txt:/content', 'Files.Read', undefined],
	['PUT', '/me/drive/items/x/content', 'Files.ReadWrite', undefined],
	['GET', '/drives/x/items/y', 'Files.Read.All', 'Files.Read.All'],
	['GET', '/groups', 'GroupMember.Read.All', 'GroupMember.Read.All'],
	['POST', '/groups', 'Group.ReadWrite.All', 'Group.Create'],
	['POST', '/groups/x/members/$ref', 'GroupMember.ReadWrite.All', 'GroupMember.ReadWrite.All'],
	['GET', '/directoryObjects/x', 'Directory.Read.All', 'Directory.Read.All'],
	['GET', '/applications', 'Application.Read.All', 'Application.Read.All'],
	['POST', '/applications', 'Application.ReadWrite.All', 'Application.ReadWrite.OwnedBy'],
	['GET', '/teams/x/channels', 'Channel.ReadBasic.All', 'Channel.ReadBasic.All'],
	['GET', '/teams/x/channels/y/messages', 'ChannelMessage.Read.All', 'ChannelMessage.Read.All'],
	['POST', '/teams/x/channels/y/messages', 'ChannelMessage.Send', undefined],
	['GET', '/teams/x/channels/getAllMessages', undefined, 'ChannelMessage.Read.All'],
	['GET', '/chats/x/messages', 'Chat.Read', 'Chat.Read.All'],
	['GET', '/me/todo/lists/x/tasks', 'Tasks.Read', undefined],
	['GET', '/users/x/todo/lists', 'Tasks.Read', 'Tasks.Read.All'],
	['GET', '/sites/root', 'Sites.Read.All', 'Sites.Read.All'],
	['POST', '/sites/x/lists/y/items', 'Sites.ReadWrite.All', 'Sites.ReadWrite.All'],
	['GET', '/auditLogs/signIns', 'AuditLog.Read.All', 'AuditLog.Read.All'],
	['GET', '/devices', 'Device.Read.All', 'Device.Read.All'],
	['GET', '/organization', 'User.Read', 'Organization.Read.All'],
	['GET', '/me/presence', 'Presence.Read', undefined],
	['GET', '/users/x/presence', 'Presence.Read.All', 'Presence.Read.All'],
];

describe('the smallest permission', () => {
	it.each(documented)('for %s %s is %s, for an app %s', (method, path, scope, role) => {
		expect(smallestScopes(method, path)).toEqual(scope === undefined ? [] : [scope]);
		expect(smallestRole(method, path)).toBe(role);
	});

	it.each([
		['GET', '/me/somethingNew'],
		['GET', '/subscriptions'],
		['POST', '/search/query'],
		['GET', '/sites/x/lists-of-mine'],
		['DELETE', '/me'],
		['GET', '/'],
		['GET', '/v1.0'],
	])('of %s %s is not guessed', (method, path) => {
		expect(smallestScopes(method, path)).toEqual([]);
		expect(smallestRole(method, path)).toBeUndefined();
	});

	it.each([
		['$select=id,displayName,givenName,surname,mail,userPrincipalName', 'User.ReadBasic.All'],
		['$top=5&$count=true', 'User.ReadBasic.All'],
		["$filter=startsWith(displayName,'jobTitle') and mail ne null", 'User.ReadBasic.All'],
		['$search=%22displayName:Adele%22', 'User.ReadBasic.All'],
		['$orderby=displayName desc', 'User.ReadBasic.All'],
		['$select=displayName,jobTitle,mobilePhone', 'User.ReadBasic.All'],
		['$select=displayName,department', 'User.Read.All'],
		["$filter=jobTitle eq 'Manager'", 'User.Read.All'],
		['$expand=manager', 'User.Read.All'],
		["$filter=department eq 'Sales'", 'User.Read.All'],
		['$orderby=city', 'User.Read.All'],
		['$search=%22department:Sales%22', 'User.Read.All'],
	])('to read people with ?%s is %s', (query, permission) => {
		expect(smallestScopes('GET', `/v1.0/users?${query}`)).toEqual([permission]);
		expect(smallestRole('GET', `/v1.0/users/x?${query}`)).toBe(permission);
	});

	it('comes from rows that can be reached: no earlier row takes all of their requests', () => {
		const shadowed = permissionTable.filter(([methods, path], index) =>
			permissionTable
				.slice(0, index)
				.some(
					([earlier, pattern]) => pattern === path && methods.split(' ').every((m) => earlier.split(' ').includes(m)),
				),
		);
		expect(shadowed).toEqual([]);
	});
});
