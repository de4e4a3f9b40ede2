namespace Audit.GraphQL.Errors;

/// <summary>The values of <c>extensions.code</c> of an error.</summary>
internal static class ErrorCodes
{
    public const string BadRequest = "BAD_REQUEST";
    public const string BadUserInput = "BAD_USER_INPUT";
    public const string Forbidden = "FORBIDDEN";
    public const string Internal = "INTERNAL_SERVER_ERROR";
    public const string LimitExceeded = "LIMIT_EXCEEDED";
    public const string OperationNotFound = "OPERATION_RESOLUTION_FAILURE";
    public const string ParseFailed = "GRAPHQL_PARSE_FAILED";
    public const string PersistedDocumentNotFound = "PERSISTED_DOCUMENT_NOT_FOUND";
    public const string PersistedDocumentRequired = "PERSISTED_DOCUMENT_REQUIRED";
    public const string RateLimited = "RATE_LIMITED";
    public const string Timeout = "TIMEOUT";
    public const string Unauthenticated = "UNAUTHENTICATED";
    public const string Unavailable = "UNAVAILABLE";
    public const string ValidationFailed = "GRAPHQL_VALIDATION_FAILED";
}
