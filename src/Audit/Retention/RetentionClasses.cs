using Audit.Hosting;
using Microsoft.Extensions.Options;

namespace Audit.Retention;

/// <summary>Tells others which classes there are.</summary>
internal sealed class RetentionClasses(IOptions<AuditOptions> options) : IRetentionClasses
{
    public IReadOnlyList<ConfiguredRetention> Configured =>
        [.. options.Value.Retention.Classes.Select(static entry => new ConfiguredRetention(entry.Key, entry.Value.KeepFor))];
}
