using Audit.AspNetCore.Attribution;
using Audit.Context;
using Audit.Events;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Audit.AspNetCore.Propagation;

/// <summary>
/// Writes who acts so that another application can believe it, and reads what another wrote. For messages; requests do it by themselves
/// (<c>AddAuditPropagation</c> on an HTTP client). Thread-safe.
/// </summary>
public sealed class AuditPropagator
{
    /// <summary>The longest text that is written or believed, in bytes.</summary>
    public const int MaxBytes = 512;

    /// <summary>The name of the member of a W3C <c>baggage</c> header.</summary>
    public const string BaggageName = "audit";

    private readonly AuditPropagationOptions _options;
    private readonly Dictionary<string, byte[]> _keys = new(StringComparer.Ordinal);
    private readonly string _application;
    private readonly TimeProvider _time;

    /// <summary>Creates a propagator with the configured keys.</summary>
    public AuditPropagator(IOptions<AuditPropagationOptions> options, IHostEnvironment environment, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(environment);
        _options = options.Value;
        _application = environment.ApplicationName;
        _time = time;
        foreach (var key in _options.Keys)
            _keys.Add(key.Id, SessionHasher.DecodeKey(key.Key) ?? throw new InvalidOperationException($"The key {key.Id} is no base64."));
    }

    /// <summary>
    /// The ambient context, signed: actor, session, and the id of the API key. <see langword="null"/> when its ids are too long for <see cref="MaxBytes"/>.
    /// </summary>
    public string? Write()
    {
        var context = AuditContext.Current;
        var actor = context.Actor is { Type: ActorType.System, Id: "" } system ? system with { Id = _application } : context.Actor;
        var key = _options.Keys[0];
        return SignedContext.Write(new PropagatedContext(actor, context.SessionId, context.ApiKeyId, _application), _time.GetUtcNow(), key.Id, _keys[key.Id], MaxBytes);
    }

    /// <summary>Reads what <see cref="Write"/> wrote elsewhere.</summary>
    /// <param name="text">The text as it came; nothing of it is believed before its signature was checked.</param>
    /// <param name="context">What it says, when it is to be believed.</param>
    public PropagationRefusal Read(string text, out PropagatedContext? context)
    {
        ArgumentNullException.ThrowIfNull(text);
        context = null;
        if (text.Length > MaxBytes)
            return PropagationRefusal.Oversized;
        if (SignedContext.KeyIdOf(text) is not { } keyId)
            return PropagationRefusal.Malformed;
        if (!_keys.TryGetValue(keyId, out var key))
            return PropagationRefusal.UnknownKey;

        var refusal = SignedContext.Read(text, key, out var read, out var signedAt);
        if (refusal != PropagationRefusal.None)
            return refusal;
        var age = _time.GetUtcNow() - signedAt;
        if (age > _options.Lifetime)
            return PropagationRefusal.Expired;
        if (age < -_options.ClockSkew)
            return PropagationRefusal.FromTheFuture;
        context = read;
        return PropagationRefusal.None;
    }

    /// <summary>
    /// The ambient context with what another application said: its actor, session and API key are the ones that count here; who asks in its name,
    /// if anyone signed in, stays in the attribute <c>via.actor</c>, and the application itself in <c>via.application</c>.
    /// </summary>
    /// <param name="context">What <see cref="Read"/> gave.</param>
    /// <param name="own">What is known here.</param>
    public static AuditContext Apply(PropagatedContext context, AuditContext own)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(own);
        var attributes = own.Attributes.Add(new AuditAttribute("via.application", context.Application));
        if (own.Actor is { Type: not (ActorType.Anonymous or ActorType.System), Id.Length: > 0 } via)
            attributes = attributes.Add(new AuditAttribute("via.actor", via.Id));
        return own with
        {
            Actor = context.Actor with { Roles = own.Actor.Roles },
            SessionId = context.SessionId,
            ApiKeyId = context.ApiKeyId,
            Attributes = attributes,
        };
    }
}
