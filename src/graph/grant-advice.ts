/** How an error asks what gives an app a permission. Graph does not know what kind of app it is; `session` does. */

/**
 * Says in one or two lines how an administrator gives an app a permission, and when that counts; no login gives it any.
 * @param role name of the application permission; undefined when it is not known here
 */
export type GrantAdvice = (role: string | undefined) => string;
