using System.Collections.Immutable;
using System.Security.Claims;
using Audit.Context;
using Audit.Events;
using Audit.Redaction;
using GraphQL;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Audit.GraphQL.Reads;

/// <summary>Records who read the log by the API, what they asked for and how much they got. Reading what was recorded is recorded like any other reading, once.</summary>
internal sealed class ReadRecorder(IServiceProvider services, IOptions<AuditGraphQLOptions> options, TimeProvider time)
{
    public const string Action = "audit.read";

    /// <summary>Somebody begins to follow the log; what they read is recorded when they end.</summary>
    public const string SubscribeAction = "audit.subscribe";

    private const string Api = "graphql";

    // Asked for when there is something to record: making the log reads its options, which the start of the host validates together with all others.
    private readonly Lazy<IAuditLog?> _log = new(services.GetService<IAuditLog>);
    private readonly Lazy<IAuditRedactor?> _redactor = new(services.GetService<IAuditRedactor>);

    public bool IsEnabled => options.Value.RecordReads && _log.Value is { IsEnabled: true };

    public ReadAttempt Begin() => new(time.GetUtcNow(), time.GetTimestamp());

    /// <summary>Records how an attempt ended, unless it was none: only the schema, or who one is, was asked for.</summary>
    public async ValueTask RecordAsync(ReadAttempt attempt, ClaimsPrincipal user, Inputs variables, Outcome outcome, string? errorCode, string action = Action)
    {
        if (_log.Value is not { } log || !attempt.IsOne)
            return;

        var attributes = ImmutableArray.CreateBuilder<AuditAttribute>();
        attributes.Add(new AuditAttribute("read.api", Api));
        if (attempt.Operation is { } operation && attempt.Document is { } document)
        {
            if (operation.Name is { } name)
                attributes.Add(new AuditAttribute("read.operation", name.StringValue));
            attributes.Add(new AuditAttribute("read.fields", QueryShape.Of(document, operation)));
            if (FilterText.Of(operation, variables, _redactor.Value) is { Length: > 0 } filter)
                attributes.Add(new AuditAttribute("read.filter", filter));
        }

        using var scope = AuditContext.Push(ContextOf(user));
        // Whoever went away has read all the same.
        await log.RecordAsync(
            new AuditEvent(attempt.StartedAt)
            {
                Category = EventCategory.Access,
                Action = action,
                Outcome = outcome,
                ErrorCode = errorCode,
                RowsRead = attempt.Reader?.Rows ?? 0,
                DurationMicroseconds = time.GetElapsedTime(attempt.Began).Ticks / TimeSpan.TicksPerMicrosecond,
                Attributes = attributes.ToImmutable(),
            },
            CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>The request's context; where nothing attributed the request, the user that the API let in.</summary>
    private static AuditContext ContextOf(ClaimsPrincipal user)
    {
        var context = AuditContext.Current;
        return context.Actor.Type is ActorType.System or ActorType.Anonymous && user.Identity?.Name is { Length: > 0 } name
            ? context with { Actor = new AuditActor(ActorType.User, name, name) }
            : context;
    }
}
