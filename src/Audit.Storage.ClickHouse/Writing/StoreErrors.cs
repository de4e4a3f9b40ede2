using System.Security.Authentication;
using Audit.Storage.ClickHouse.Schema;
using ClickHouse.Driver;

namespace Audit.Storage.ClickHouse.Writing;

/// <summary>What an error of the engine says about a batch. What is not listed is transient: the engine cannot be reached, is overloaded, is restarting.</summary>
internal static class StoreErrors
{
    /// <summary>Runs an attempt at the store.</summary>
    /// <exception cref="AuditStoreException">It failed, and the error tells that trying the same again will not help.</exception>
    public static async Task RunAsync(Func<Task> attempt)
    {
        try
        {
            await attempt().ConfigureAwait(false);
        }
        catch (Exception exception) when (Translate(exception) is { } translated)
        {
            throw translated;
        }
    }

    /// <summary>What an error means; <see langword="null"/> when it is transient.</summary>
    public static AuditStoreException? Translate(Exception error)
    {
        for (var cause = error; cause is not null; cause = cause.InnerException)
        {
            if (Of(cause) is { } failure)
                return new AuditStoreException(failure.Failure, failure.Code, error) { Remedy = StoreRemedies.Of(failure.Code) };
        }

        return null;
    }

    private static (AuditStoreFailure Failure, string Code)? Of(Exception cause) => cause switch
    {
        ClickHouseServerException { ErrorCode: > 0 } server => OfCode(server.ErrorCode),
        InvalidDataException => (AuditStoreFailure.RowsRejected, "DAMAGED_ROW"),
        NotSupportedException => (AuditStoreFailure.Refused, "SCHEMA_VERSION_NOT_SUPPORTED"),
        SchemaException => (AuditStoreFailure.Refused, "SCHEMA_MISMATCH"),
        // A certificate that is not valid, for example an expired one. It is never gone around.
        AuthenticationException => (AuditStoreFailure.Refused, "TLS_HANDSHAKE_FAILED"),
        HttpRequestException { StatusCode: System.Net.HttpStatusCode.Unauthorized or System.Net.HttpStatusCode.Forbidden } =>
            (AuditStoreFailure.Refused, "ACCESS_DENIED"),
        _ => null,
    };

    /// <summary>Numbers and names are those of the engine's <c>ErrorCodes.cpp</c>.</summary>
    private static (AuditStoreFailure Failure, string Code)? OfCode(int code) => code switch
    {
        6 => Rows("CANNOT_PARSE_TEXT"),
        26 => Rows("CANNOT_PARSE_QUOTED_STRING"),
        27 => Rows("CANNOT_PARSE_INPUT_ASSERTION_FAILED"),
        33 => Rows("CANNOT_READ_ALL_DATA"),
        38 => Rows("CANNOT_PARSE_DATE"),
        41 => Rows("CANNOT_PARSE_DATETIME"),
        53 => Rows("TYPE_MISMATCH"),
        69 => Rows("ARGUMENT_OUT_OF_BOUND"),
        70 => Rows("CANNOT_CONVERT_TYPE"),
        72 => Rows("CANNOT_PARSE_NUMBER"),
        117 => Rows("INCORRECT_DATA"),
        131 => Rows("TOO_LARGE_STRING_SIZE"),
        349 => Rows("CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN"),
        469 => Rows("VIOLATED_CONSTRAINT"),
        16 => Refused("NO_SUCH_COLUMN_IN_TABLE"),
        60 => Refused("UNKNOWN_TABLE"),
        81 => Refused("UNKNOWN_DATABASE"),
        192 => Refused("UNKNOWN_USER"),
        193 => Refused("WRONG_PASSWORD"),
        194 => Refused("REQUIRED_PASSWORD"),
        497 => Refused("ACCESS_DENIED"),
        516 => Refused("AUTHENTICATION_FAILED"),
        _ => null,
    };

    private static (AuditStoreFailure Failure, string Code) Rows(string name) => (AuditStoreFailure.RowsRejected, name);

    private static (AuditStoreFailure Failure, string Code) Refused(string name) => (AuditStoreFailure.Refused, name);
}
