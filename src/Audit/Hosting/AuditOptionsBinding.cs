using Audit.Buffering;
using Audit.Redaction.Classified;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Audit.Hosting;

/// <summary>Binds the options from the section <c>Audit</c>, when the application has a configuration at all.</summary>
internal sealed class AuditOptionsBinding(IServiceProvider services) : IConfigureOptions<AuditOptions>
{
    private const string FullModeKey = "Buffer:FullMode";
    private const string ClassificationsKey = "Redaction:Classifications";

    public void Configure(AuditOptions options)
    {
        if (services.GetService<IConfiguration>()?.GetSection(AuditOptions.Section) is not { } section)
            return;

        Check<BufferFullMode>(section, FullModeKey);
        foreach (var classification in section.GetSection(ClassificationsKey).GetChildren())
            Check<AuditRedactorKind>(section, $"{ClassificationsKey}:{classification.Key}:Redactor");
        section.Bind(options);
    }

    /// <summary>The binder's own message does not tell what is allowed.</summary>
    private static void Check<T>(IConfigurationSection section, string key)
        where T : struct, Enum
    {
        if (section[key] is { } value && !Enum.TryParse<T>(value, ignoreCase: true, out _))
        {
            throw new OptionsValidationException(
                Options.DefaultName,
                typeof(AuditOptions),
                [$"{AuditOptions.Section}:{key} is '{value}'. Allowed: {string.Join(", ", Enum.GetNames<T>())}."]);
        }
    }
}
