using System.Collections.Immutable;
using System.Diagnostics;
using System.Net;
using System.Security.Claims;
using Audit.Context;
using Audit.Events;
using Audit.Redaction;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Audit.AspNetCore.Attribution;

/// <summary>Takes a snapshot of a request: values only, so that nothing keeps the request alive.</summary>
internal sealed class RequestContext(RequestActor actor, SessionHasher hasher, IAuditRedactor redactor, IOptions<AuditAspNetCoreOptions> options)
{
    /// <summary>The header in which a client says why it does what it does.</summary>
    public const string ReasonHeader = "X-Audit-Reason";

    private const int MaxReasonLength = 1024;

    /// <summary>OpenTelemetry's name for a method that no standard knows: clients choose it freely.</summary>
    private const string OtherMethod = "_OTHER";

    private readonly int _maxUserAgentLength = options.Value.MaxUserAgentLength;

    /// <param name="context">The request.</param>
    /// <param name="outer">What the application made ambient around the request; its attributes stay.</param>
    /// <param name="user">Who acts.</param>
    /// <param name="key">The API key that authenticated the request.</param>
    /// <param name="sessionId">The session's own id.</param>
    public AuditContext Create(HttpContext context, AuditContext outer, ClaimsPrincipal user, ApiKeyIdentity? key, string? sessionId)
    {
        var activity = Activity.Current is { IdFormat: ActivityIdFormat.W3C } current ? current : null;
        return outer with
        {
            Actor = actor.Of(user, key),
            SessionId = sessionId is null ? null : hasher.Hash(sessionId),
            ApiKeyId = key?.Id,
            ClientIp = AddressOf(context.Connection.RemoteIpAddress),
            UserAgent = UserAgentOf(context.Request.Headers.UserAgent.ToString()),
            TraceId = activity?.TraceId.ToHexString(),
            SpanId = activity?.SpanId.ToHexString(),
            RequestId = context.TraceIdentifier,
            HttpMethod = MethodOf(context.Request.Method),
            HttpRoute = RouteOf(context.GetEndpoint()),
            Reason = context.Request.Headers.TryGetValue(ReasonHeader, out var reason) ? ReasonOf(reason.ToString()) : outer.Reason,
            Attributes = key is null ? outer.Attributes : WithKey(outer.Attributes, key),
        };
    }

    private static ImmutableArray<AuditAttribute> WithKey(ImmutableArray<AuditAttribute> attributes, ApiKeyIdentity key)
    {
        if (key.Name is { Length: > 0 } name)
            attributes = attributes.Add(new AuditAttribute("key.name", name));
        return key.Scopes.IsDefaultOrEmpty ? attributes : attributes.Add(new AuditAttribute("key.scopes", string.Join(' ', key.Scopes)));
    }

    private string? ReasonOf(string header) => Cut(header.Trim(), MaxReasonLength) is { } reason ? redactor.RedactText(reason).Text : null;

    private static IPAddress? AddressOf(IPAddress? address) => address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;

    private static string MethodOf(string method)
    {
        var known = HttpMethods.GetCanonicalizedValue(method);
        return HttpMethods.IsGet(known) || HttpMethods.IsPost(known) || HttpMethods.IsPut(known) || HttpMethods.IsDelete(known) || HttpMethods.IsPatch(known)
            || HttpMethods.IsHead(known) || HttpMethods.IsOptions(known) || HttpMethods.IsTrace(known) || HttpMethods.IsConnect(known)
            ? known
            : OtherMethod;
    }

    // A group with an endpoint at its root ends in a slash, which no address has.
    private static string? RouteOf(Endpoint? endpoint) =>
        (endpoint as RouteEndpoint)?.RoutePattern.RawText is { } route ? (route is [.., _, '/'] ? route[..^1] : route) : null;

    private static string? Cut(string text, int length)
    {
        if (text.Length <= length)
            return text.Length == 0 ? null : text;
        return text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
    }

    /// <summary>Clients write what they like.</summary>
    private string? UserAgentOf(string userAgent) =>
        userAgent.Length == 0 ? null : Cut(redactor.RedactText(userAgent).Text, _maxUserAgentLength);
}
