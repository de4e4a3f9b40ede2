using System.ComponentModel;
using Audit.GraphQL.Execution;
using Audit.Querying;
using Audit.Retention;
using GraphQL;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.GraphQL.Schema.Retention;

/// <summary>A class of retention: as it is configured here, and what is stored by it.</summary>
[Name("RetentionClass")]
[Description("Events that are kept equally long.")]
internal sealed class RetentionClassNode(string name, TimeSpan keepFor, RetentionUsage? usage)
{
    public string Name => name;

    [Description("How long events are kept from when they happened: as configured in the process that answers; of a class that is not, as the newest event of it.")]
    public TimeSpan KeepFor => keepFor;

    [Description("Whether events go to an archive when they expire. None do: they are deleted.")]
    public bool Archive { get; }

    [Description("Events in the store, those included that expired and are not removed yet.")]
    public long Events => usage?.Events ?? 0;

    [Description("Their size on disk, compressed; 0 for who is bound to a tenant, since the files are those of all tenants.")]
    public long Bytes => usage?.Bytes ?? 0;

    [Description("When the oldest of them happened; null when there is none.")]
    public DateTimeOffset? Oldest => usage?.Oldest;

    /// <summary>The classes that are configured and those that events are stored by, by name; one question to the store for all of them. Not public: it would be a field.</summary>
    internal static async Task<IEnumerable<RetentionClassNode>> ListAsync(OperationScope scope, CancellationToken cancellationToken)
    {
        var classes = scope.Services.GetService<IRetentionClasses>()?.Configured.ToDictionary(static one => one.Name, static one => one.KeepFor, StringComparer.Ordinal) ?? [];
        var stored = (await scope.Reader.RetentionAsync(new RetentionQuery { Known = [.. classes.Keys] }, cancellationToken).ConfigureAwait(false))
            .ToDictionary(static usage => usage.Name, StringComparer.Ordinal);
        foreach (var usage in stored.Values)
            classes.TryAdd(usage.Name, usage.KeptFor ?? TimeSpan.Zero);
        return classes.OrderBy(static one => one.Key, StringComparer.Ordinal).Select(one => new RetentionClassNode(one.Key, one.Value, stored.GetValueOrDefault(one.Key)));
    }
}
