using System.Globalization;

namespace Audit.Storage.ClickHouse.Embedded;

/// <summary>The errors raised here rather than by the engine, with ClickHouse's own codes.</summary>
internal static class ClickHouseErrors
{
    internal const int ReadOnlyCode = 164;
    internal const int CancelledCode = 394;
    internal const int AuthenticationCode = 516;
    internal const int ThrottledCode = 201;
    internal const int AccessDeniedCode = 497;

    internal static ClickHouseError BadArguments(string message) => new(36, "BAD_ARGUMENTS", message);

    internal static ClickHouseError NotImplemented(string message) => new(48, "NOT_IMPLEMENTED", message);

    internal static ClickHouseError Syntax(string message) => new(62, "SYNTAX_ERROR", message);

    internal static ClickHouseError UnknownSetting(string name) =>
        new(115, "UNKNOWN_SETTING", $"Unknown setting '{name}'.");

    internal static ClickHouseError ReadOnly(string message) => new(ReadOnlyCode, "READONLY", message);

    internal static ClickHouseError TooManyQueries(int maximum, TimeSpan waited) =>
        new(202, "TOO_MANY_SIMULTANEOUS_QUERIES", $"Too many simultaneous queries. Maximum: {maximum} (none ended within {waited.TotalSeconds:0.#} s).");

    internal static ClickHouseError QueryTooLarge(int maximum) =>
        new(62, "SYNTAX_ERROR", $"Max query size exceeded (can be increased with the `max_query_size` setting): more than {maximum} bytes of statement.");

    internal static ClickHouseError SessionLocked(string id) => new(373, "SESSION_IS_LOCKED", $"Session {id} is locked by a concurrent client.");

    internal static ClickHouseError SessionNotFound(string id) => new(372, "SESSION_NOT_FOUND", $"Session {id} not found.");

    internal static ClickHouseError AuthenticationFailed(string user) => new(
        AuthenticationCode, "AUTHENTICATION_FAILED",
        $"{user}: Authentication failed: password is incorrect, or there is no user with such name.");

    internal static ClickHouseError AuthenticationThrottled(TimeSpan wait) => new(
        ThrottledCode, "QUOTA_EXCEEDED", string.Create(CultureInfo.InvariantCulture, $"Too many wrong passwords: wait for {Math.Ceiling(wait.TotalSeconds)} s before the next attempt."));

    internal static ClickHouseError AccessDenied(string message) => new(AccessDeniedCode, "ACCESS_DENIED", message);

    internal static ClickHouseError UnknownRole(string name) =>
        new(511, "UNKNOWN_ROLE", $"There is no role `{name}`: the embedded engine has no roles.");

    internal static ClickHouseError Cancelled() => new(CancelledCode, "QUERY_WAS_CANCELLED", "Query was cancelled.");
}
