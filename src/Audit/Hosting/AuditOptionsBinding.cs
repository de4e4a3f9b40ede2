using Audit.Buffering;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Audit.Hosting;

/// <summary>Binds the options from the section <c>Audit</c>, when the application has a configuration at all.</summary>
internal sealed class AuditOptionsBinding(IServiceProvider services) : IConfigureOptions<AuditOptions>
{
    private const string FullModeKey = "Buffer:FullMode";

    public void Configure(AuditOptions options)
    {
        if (services.GetService<IConfiguration>()?.GetSection(AuditOptions.Section) is not { } section)
            return;

        // The binder's own message does not tell what is allowed.
        if (section[FullModeKey] is { } mode && !Enum.TryParse<BufferFullMode>(mode, ignoreCase: true, out _))
        {
            throw new OptionsValidationException(
                Options.DefaultName,
                typeof(AuditOptions),
                [$"{AuditOptions.Section}:{FullModeKey} is '{mode}'. Allowed: {string.Join(", ", Enum.GetNames<BufferFullMode>())}."]);
        }

        section.Bind(options);
    }
}
