using GraphQL;
using GraphQL.Execution;
using GraphQL.Validation;
using GraphQL.Validation.Errors;

namespace Audit.GraphQL.Errors;

/// <summary>Writes an error as message and code. Nothing of an exception behind it leaves the process.</summary>
internal sealed class ApiErrorInfo : IErrorInfoProvider
{
    public ErrorInfo GetInfo(ExecutionError executionError)
    {
        var code = CodeOf(executionError);
        return new ErrorInfo
        {
            Message = code == ErrorCodes.Internal ? "The server failed to answer. Its log says why." : executionError.Message,
            Extensions = new Dictionary<string, object?> { ["code"] = code },
        };
    }

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
