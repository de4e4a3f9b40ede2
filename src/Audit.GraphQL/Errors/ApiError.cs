using System.Globalization;
using Audit.Guarding.Approvals;
using Audit.Querying;
using GraphQL;
using Microsoft.AspNetCore.Http;

namespace Audit.GraphQL.Errors;

/// <summary>An error whose message is meant for the one who asked.</summary>
internal sealed class ApiError : ExecutionError
{
    public ApiError(string code, string message, int status = StatusCodes.Status400BadRequest)
        : base(message)
    {
        Code = code;
        Status = status;
    }

    /// <summary>The status of the response when nothing was executed.</summary>
    public int Status { get; }

    /// <summary>When to try again.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>A value that is not allowed.</summary>
    public static ApiError Input(string field, string message) => new(ErrorCodes.BadUserInput, $"{field}: {message}");

    /// <summary>A request that is too big; names the option that says how big it may be.</summary>
    public static ApiError Limit(FormattableString message, string option) =>
        new(ErrorCodes.LimitExceeded, string.Create(CultureInfo.InvariantCulture, $"{message.ToString(CultureInfo.InvariantCulture)} (limit: {AuditGraphQLOptions.SectionName}:{option})"));

    public static ApiError TooSlow() => new(
        ErrorCodes.Timeout, "The request took too long; ask for a shorter range of time or for less.", StatusCodes.Status504GatewayTimeout);

    public static ApiError From(ApprovalException refusal) => refusal.Failure == ApprovalFailure.Forbidden
        ? new ApiError(ErrorCodes.Forbidden, refusal.Message, StatusCodes.Status403Forbidden)
        : new ApiError(ErrorCodes.BadUserInput, refusal.Message);

    public static ApiError From(AuditQueryException failure) => failure.Failure switch
    {
        AuditQueryFailure.Invalid => new ApiError(ErrorCodes.BadUserInput, failure.Message),
        AuditQueryFailure.Forbidden => new ApiError(ErrorCodes.Forbidden, failure.Message, StatusCodes.Status403Forbidden),
        AuditQueryFailure.LimitExceeded => new ApiError(ErrorCodes.LimitExceeded, failure.Message),
        _ => new ApiError(ErrorCodes.Unavailable, failure.Message, StatusCodes.Status503ServiceUnavailable),
    };
}
