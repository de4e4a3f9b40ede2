using System.Text.Encodings.Web;
using Audit.GraphQL.Errors;
using GraphQL.SystemTextJson;

namespace Audit.GraphQL.Transport;

/// <summary>Reads variables and writes answers.</summary>
internal static class ApiSerializer
{
    /// <summary>Escapes what JSON demands and no more: SQL full of <c>\u0027</c> is unreadable. Answers are never part of an HTML page.</summary>
    public static GraphQLSerializer Instance { get; } =
        new(static options => options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, new ApiErrorInfo());
}
