using System.Buffers;
using Audit.GraphQL.Errors;
using Microsoft.AspNetCore.Http;

namespace Audit.GraphQL.Transport;

/// <summary>Reads the body of a request, but never more of it than is allowed.</summary>
internal static class RequestBody
{
    /// <summary>Reads the body and makes something of it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="maxBytes">How long the body may be.</param>
    /// <param name="parse">Makes something of the bytes, which it must not keep.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="ApiError">The body is too long.</exception>
    public static async Task<T> ReadAsync<T>(HttpRequest request, int maxBytes, Func<ReadOnlySequence<byte>, T> parse, CancellationToken cancellationToken)
    {
        if (request.ContentLength > maxBytes)
            throw TooLong(maxBytes);

        while (true)
        {
            var read = await request.BodyReader.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (read.Buffer.Length > maxBytes)
                throw TooLong(maxBytes);
            if (read.IsCompleted)
            {
                var parsed = parse(read.Buffer);
                request.BodyReader.AdvanceTo(read.Buffer.End);
                return parsed;
            }

            request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static ApiError TooLong(int maxBytes) => new(
        ErrorCodes.LimitExceeded,
        FormattableString.Invariant($"The request is longer than {maxBytes} bytes (limit: {AuditGraphQLOptions.SectionName}:{nameof(AuditGraphQLOptions.MaxRequestBytes)})"),
        StatusCodes.Status413PayloadTooLarge);
}
