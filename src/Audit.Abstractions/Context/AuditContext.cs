using System.Collections.Immutable;
using System.Diagnostics;
using System.Net;
using Audit.Events;

namespace Audit.Context;

/// <summary>
/// Who acts, and in the course of what. The ambient context flows with <c>async</c> code; every event created under it is stamped with it.
/// </summary>
/// <example>
/// <code>
/// using (AuditContext.Push(AuditContext.Current with { Actor = AuditActor.Service("nightly-prices") }))
///     await RecalculatePricesAsync();
/// </code>
/// </example>
public sealed record AuditContext
{
    private static readonly AsyncLocal<AuditContext?> Ambient = new();

    /// <summary>The context of work that nobody asked for: the application itself acts.</summary>
    public static AuditContext Background { get; } = new();

    /// <summary>The ambient context; <see cref="Background"/> when none was pushed.</summary>
    public static AuditContext Current => Ambient.Value ?? Background;

    /// <summary>Who acts.</summary>
    public AuditActor Actor { get; init; } = AuditActor.System;

    /// <summary>The session's id, hashed.</summary>
    public string? SessionId { get; init; }

    /// <summary>The id of the API key that was used; never the key.</summary>
    public string? ApiKeyId { get; init; }

    /// <summary>The client's address.</summary>
    public IPAddress? ClientIp { get; init; }

    /// <summary>The client's user agent.</summary>
    public string? UserAgent { get; init; }

    /// <summary>The W3C trace id, for flows without an <see cref="Activity"/>.</summary>
    public string? TraceId { get; init; }

    /// <summary>The W3C span id, for flows without an <see cref="Activity"/>.</summary>
    public string? SpanId { get; init; }

    /// <summary>The id of the HTTP request.</summary>
    public string? RequestId { get; init; }

    /// <summary>The method of the HTTP request.</summary>
    public string? HttpMethod { get; init; }

    /// <summary>The route template of the HTTP request, for example <c>/shop/products/{id}</c>.</summary>
    public string? HttpRoute { get; init; }

    /// <summary>The event that caused what happens now, for example a command's; <see cref="Guid.Empty"/> for none.</summary>
    public Guid ParentEventId { get; init; }

    /// <summary>
    /// What part of the application everything under this context belongs to, for example a migration or a seeder;
    /// <see langword="null"/>: as each capture says.
    /// </summary>
    public CommandSource? Source { get; init; }

    /// <summary>Why the actor does it, in the actor's words: what a destructive operation may have to give before it runs.</summary>
    public string? Reason { get; init; }

    /// <summary>
    /// Whether the actor has confirmed beforehand what the guard may want confirmed, as <c>--yes</c> does on a command line. It counts only together with a
    /// <see cref="Reason"/>, and never in the course of an HTTP request.
    /// </summary>
    public bool IsConfirmed { get; init; }

    /// <summary>Keys and values that every event under this context carries.</summary>
    public ImmutableArray<AuditAttribute> Attributes { get; init; } = [];

    /// <summary>Nothing is recorded under this context: the pipeline's own work runs so.</summary>
    public bool IsSuppressed { get; init; }

    /// <summary>Makes a context ambient until the scope is disposed; scopes nest.</summary>
    public static AuditContextScope Push(AuditContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var outer = Ambient.Value;
        Ambient.Value = context;
        return new AuditContextScope(outer);
    }

    /// <summary>Records nothing until the scope is disposed.</summary>
    public static AuditContextScope Suppress() => Push(Current with { IsSuppressed = true });

    /// <summary>
    /// Makes everything until the scope is disposed the doing of <paramref name="actor"/>, for whom the present actor acts: support staff that works in the
    /// account of a customer, for example. The present actor is recorded as the impersonator.
    /// </summary>
    /// <param name="actor">As whom the present actor acts.</param>
    public static AuditContextScope Impersonate(AuditActor actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        var current = Current;
        return Push(current with { Actor = actor.ImpersonatedBy(current.Actor) });
    }

    /// <summary>
    /// The ambient context with the trace of the current <see cref="Activity"/>, to be taken to where neither flows by itself: through a channel or a queue,
    /// or to a thread that was started without them. Make it ambient there with <see cref="Push"/>; see <see cref="AuditWorkItem{T}"/> as well.
    /// </summary>
    public static AuditContext Capture()
    {
        var current = Current;
        return Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity
            ? current with { TraceId = activity.TraceId.ToHexString(), SpanId = activity.SpanId.ToHexString() }
            : current;
    }

    internal static void Restore(AuditContext? outer) => Ambient.Value = outer;
}
