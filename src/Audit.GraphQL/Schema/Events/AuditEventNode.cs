using System.ComponentModel;
using Audit.Events;
using Audit.GraphQL.Limits;
using Audit.GraphQL.Loading;
using Audit.GraphQL.Schema.Paging;
using Audit.GraphQL.Schema.Scalars;
using Audit.Querying;
using GraphQL;
using GraphQL.DataLoader;
using GraphQL.Types;

namespace Audit.GraphQL.Schema.Events;

/// <summary>An event as the API shows it.</summary>
[Name("AuditEvent")]
[Description("One thing that happened.")]
internal sealed class AuditEventNode(StoredAuditEvent stored, EventLoader loader, AuditGraphQLOptions options)
{
    private readonly AuditEvent _event = stored.Event;

    [Id]
    [Description("UUID version 7 of the time of the event.")]
    public Guid Id => _event.Id;

    public DateTimeOffset OccurredAt => _event.OccurredAt;

    [Description("When the store took it; null when it has not yet.")]
    public DateTimeOffset? IngestedAt => stored.IngestedAt == default ? null : stored.IngestedAt;

    public EventCategory Category => _event.Category;

    [Description("What was done, for example db.delete or auth.sign_in.")]
    public string Action => _event.Action;

    public Outcome Outcome => _event.Outcome;

    public Risk Risk => _event.Risk;

    [Description("Whether it destroys data or protection.")]
    public bool Destructive => _event.Destructive;

    public long? DurationMicroseconds => _event.DurationMicroseconds;

    [Description("The error's message.")]
    public string? Error => _event.ErrorMessage;

    [Description("The error's code as the driver gives it, or the exception's type.")]
    public string? ErrorCode => _event.ErrorCode;

    public string Application => _event.Origin?.Application ?? "";

    public string Environment => _event.Origin?.Environment ?? "";

    public string Instance => _event.Origin?.Instance ?? "";

    public Actor Actor => new(_event.Context.Actor);

    public Client Client => new(_event.Context);

    public Correlation Correlation => new(stored, loader);

    public DatabaseOperation? Database => DatabaseOperation.Of(_event);

    [Name("entity")]
    public EntityChangeNode? EntityChange => _event.Entity is { } entity ? new EntityChangeNode(entity) : null;

    [Name("command")]
    public CommandRunNode? CommandRun => _event.Command is { } command ? new CommandRunNode(command) : null;

    [Description("Custom keys and values: an object of texts.")]
    [OutputType(typeof(NonNullGraphType<JsonScalar>))]
    public Dictionary<string, string> Attributes
    {
        get
        {
            var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var attribute in _event.Attributes)
                attributes[attribute.Name] = attribute.Value;
            return attributes;
        }
    }

    public string RetentionClass => _event.RetentionClass ?? "";

    [Description("When it may be deleted; null for never.")]
    public DateTimeOffset? ExpiresAt => stored.ExpiresAt.ToUnixTimeSeconds() >= uint.MaxValue ? null : stored.ExpiresAt;

    [ListSize(0, "first")]
    [Description("Other events that share the trace, the transaction, the session or the command, in order of time.")]
    public IDataLoaderResult<IEnumerable<AuditEventNode>> Related([Default(new[] { RelatedBy.Trace })] IEnumerable<RelatedBy>? by, int? first = 50)
    {
        var size = PageArguments.Checked(first ?? options.DefaultPageSize, "first", options);
        var related = loader.Related(stored, by ?? [RelatedBy.Trace], size);
        return new DeferredResult<IEnumerable<AuditEventNode>>(async cancellationToken =>
            (await related.GetResultAsync(cancellationToken).ConfigureAwait(false)).Select(other => new AuditEventNode(other, loader, options)));
    }
}
