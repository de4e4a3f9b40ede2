using GraphQL;
using GraphQL.Execution;
using GraphQL.Validation;
using GraphQL.Validation.Errors;

namespace Audit.GraphQL.Errors;

/// <summary>Writes an error as message and code. Nothing of an exception behind it leaves the process.</summary>
internal sealed class ApiErrorInfo : IErrorInfoProvider
{
    private const int LongestMessage = 1_000;

    public ErrorInfo GetInfo(ExecutionError executionError)
    {
        var code = CodeOf(executionError);
        return new ErrorInfo
        {
            Message = code == ErrorCodes.Internal ? "The server failed to answer. Its log says why." : Shorten(MessageOf(executionError)),
            Extensions = new Dictionary<string, object?> { ["code"] = code },
        };
    }

    /// <summary>What is wrong with a scalar, the scalar itself says best.</summary>
    private static string MessageOf(ExecutionError error) =>
        error is InvalidVariableError { InnerException: FormatException reason } ? $"{error.Message}: {reason.Message}" : error.Message;

    /// <summary>Messages quote what was sent, and that may be long.</summary>
    private static string Shorten(string message) => message.Length <= LongestMessage ? message : string.Concat(message.AsSpan(0, LongestMessage), "…");

    private static string CodeOf(ExecutionError error) => error switch
    {
        ApiError => error.Code ?? ErrorCodes.Internal,
        SyntaxError => ErrorCodes.ParseFailed,
        InvalidVariableError or ArgumentsOfCorrectTypeError => ErrorCodes.BadUserInput,
        ValidationError => ErrorCodes.ValidationFailed,
        NoOperationError or NoOperationNameError or InvalidOperationNameError => ErrorCodes.OperationNotFound,
        _ => ErrorCodes.Internal,
    };
}
