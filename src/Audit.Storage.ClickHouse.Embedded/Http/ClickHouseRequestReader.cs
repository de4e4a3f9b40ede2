using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Audit.Storage.ClickHouse.Embedded.Blocks;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using ContentDispositionHeaderValue = Microsoft.Net.Http.Headers.ContentDispositionHeaderValue;

namespace Audit.Storage.ClickHouse.Embedded.Http;

/// <summary>Reads requests: which URL keys are part of the protocol, which are parameters, and that the rest are settings.</summary>
internal static class ClickHouseRequestReader
{
    private const int MaxPartBytes = 16 << 20;

    internal static async Task<ClickHouseRequest> ReadAsync(
        string method, string? queryString, Func<string, string?> header, Stream body, CancellationToken cancellationToken)
    {
        var request = new ClickHouseRequest
        {
            IsGet = !string.Equals(method, "POST", StringComparison.OrdinalIgnoreCase),
            AcceptEncoding = header(HeaderNames.AcceptEncoding),
            Database = header("X-ClickHouse-Database"),
            User = header("X-ClickHouse-User"),
            Password = header("X-ClickHouse-Key"),
        };
        if (header("X-ClickHouse-Format") is { Length: > 0 } format)
            request.DefaultFormat = format;
        ReadBasicCredentials(request, header(HeaderNames.Authorization));
        foreach (var (key, values) in QueryHelpers.ParseQuery(queryString))
            Apply(request, key, values.Count == 0 ? "" : values[^1] ?? "");
        request.Body = RequestCompression.Decompress(body, header(HeaderNames.ContentEncoding));
        if (header(HeaderNames.ContentType) is { } type && type.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase))
            await ReadCheckedFormAsync(request, type, cancellationToken).ConfigureAwait(false);
        else if (request.SendsBlocks)
            request.Body = new CompressedBlockReader(request.Body);
        if (request.QueryId.Length == 0)
            request.QueryId = Guid.CreateVersion7().ToString();
        return request;
    }

    private static void Apply(ClickHouseRequest request, string key, string value)
    {
        switch (key)
        {
            case "query": request.UrlQuery += value; break;
            case "user": request.User ??= value; break;
            case "password": request.Password ??= value; break;
            case "database": request.Database = value; break;
            case "default_format": request.DefaultFormat = value; break;
            case "query_id": request.QueryId = value; break;
            case "session_id": request.SessionId = value; break;
            case "session_check": request.SessionMustExist = value == "1"; break;
            case "session_timeout": request.SessionTimeout = Seconds(value); break;
            case "role": throw ClickHouseErrors.UnknownRole(value);
            case "compress": request.WantsBlocks = Flag(key, value); break;
            case "decompress": request.SendsBlocks = Flag(key, value); break;
            case "quota_key" or "buffer_size" or "wait_end_of_query" or "stacktrace" or "close_session"
                or "client_protocol_version":
                break;
            default:
                if (key.StartsWith("param_", StringComparison.Ordinal))
                    AddParameter(request, key["param_".Length..], value);
                else
                    request.Settings[key] = value;
                break;
        }
    }

    private static void AddParameter(ClickHouseRequest request, string name, string value)
    {
        request.ParameterNames.Add(name);
        request.ParameterValues.Add(value);
    }

    private static bool Flag(string key, string value) => value switch
    {
        "1" or "true" => true,
        "0" or "false" => false,
        _ => throw ClickHouseErrors.BadArguments($"{key} can be 0 or 1, not '{value}'"),
    };

    private static TimeSpan Seconds(string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and <= 3600
            ? TimeSpan.FromSeconds(seconds)
            : throw ClickHouseErrors.BadArguments($"Invalid session timeout: '{value}'. It is a number of seconds from 1 to 3600.");

    private static void ReadBasicCredentials(ClickHouseRequest request, string? authorization)
    {
        if (!AuthenticationHeaderValue.TryParse(authorization, out var value)
            || !string.Equals(value.Scheme, "Basic", StringComparison.OrdinalIgnoreCase) || value.Parameter is null)
        {
            return;
        }
        var decoded = new byte[value.Parameter.Length];
        if (!Convert.TryFromBase64String(value.Parameter, decoded, out var length))
            return;
        var text = System.Text.Encoding.UTF8.GetString(decoded, 0, length);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        request.User ??= colon < 0 ? text : text[..colon];
        request.Password ??= colon < 0 ? "" : text[(colon + 1)..];
    }

    private static async Task ReadCheckedFormAsync(ClickHouseRequest request, string contentType, CancellationToken cancellationToken)
    {
        try
        {
            await ReadFormAsync(request, contentType, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or FormatException)
        {
            throw ClickHouseErrors.BadArguments($"The multipart body cannot be read: {exception.Message}");
        }
    }

    private static async Task ReadFormAsync(ClickHouseRequest request, string contentType, CancellationToken cancellationToken)
    {
        var boundary = HeaderUtilities.RemoveQuotes(Microsoft.Net.Http.Headers.MediaTypeHeaderValue.Parse(contentType).Boundary).Value
            ?? throw ClickHouseErrors.BadArguments("The multipart body has no boundary");
        var reader = new MultipartReader(boundary, request.Body) { BodyLengthLimit = MaxPartBytes };
        while (await reader.ReadNextSectionAsync(cancellationToken).ConfigureAwait(false) is { } section)
        {
            if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition))
                throw ClickHouseErrors.BadArguments("A part of the multipart body has no name");
            var name = HeaderUtilities.RemoveQuotes(disposition.Name).Value ?? "";
            using var part = new StreamReader(section.Body, new UTF8Encoding(false));
            var value = await part.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
            if (name != "query" && !name.StartsWith("param_", StringComparison.Ordinal))
                throw ClickHouseErrors.NotImplemented($"The part '{name}': external tables are not supported by the embedded engine");
            Apply(request, name, value);
        }
        request.Body = Stream.Null;
    }
}
