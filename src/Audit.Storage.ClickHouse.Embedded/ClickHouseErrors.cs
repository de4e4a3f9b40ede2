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

    internal static ClickHouseError CannotReadAllData(int read, int expected) => new(
        33, "CANNOT_READ_ALL_DATA", string.Create(CultureInfo.InvariantCulture, $"Cannot read all data. Bytes read: {read}. Bytes expected: {expected}."));

    internal static ClickHouseError CannotDecompressBody(string encoding) => encoding switch
    {
        "zstd" => new(561, "ZSTD_DECODER_FAILED", "The body is no zstd, or is damaged."),
        "br" => new(448, "BROTLI_READ_FAILED", "The body is no br, or is damaged."),
        "lz4" => new(618, "LZ4_DECODER_FAILED", "The body is no lz4, or is damaged."),
        _ => new(354, "ZLIB_INFLATE_FAILED", $"The body is no {encoding}, or is damaged."),
    };

    internal static ClickHouseError ChecksumMismatch(UInt128 reference, UInt128 actual, int length) => new(
        40, "CHECKSUM_DOESNT_MATCH",
        string.Create(CultureInfo.InvariantCulture, $"Checksum doesn't match: corrupted data. Reference: {reference:x32}. Actual: {actual:x32}. Size of compressed block: {length}."));

    internal static ClickHouseError UnknownCompressionMethod(byte method) =>
        new(89, "UNKNOWN_COMPRESSION_METHOD", $"Unknown compression method 0x{method:x2} of a block. Known are LZ4, ZSTD and NONE.");

    internal static ClickHouseError WrongBlockSize(string name, uint size, int maximum) => new(
        39, "TOO_LARGE_SIZE_COMPRESSED", string.Create(CultureInfo.InvariantCulture, $"Wrong {name}: {size}. At most {maximum} are read. Most likely corrupted data."));

    internal static ClickHouseError CannotDecompress(byte method) =>
        new(271, "CANNOT_DECOMPRESS", $"Cannot decompress a block of the method 0x{method:x2}: its size is wrong, or its data.");

    internal static ClickHouseError Cancelled() => new(CancelledCode, "QUERY_WAS_CANCELLED", "Query was cancelled.");
}
