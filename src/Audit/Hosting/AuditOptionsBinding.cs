using Audit.Buffering;
using Audit.Capture;
using Audit.Events;
using Audit.Redaction.Classified;
using Audit.Spooling.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Audit.Hosting;

/// <summary>Binds the options from the section <c>Audit</c>, when the application has a configuration at all.</summary>
internal sealed class AuditOptionsBinding(IServiceProvider services) : IConfigureOptions<AuditOptions>
{
    private const string FullModeKey = "Buffer:FullMode";
    private const string WhenUnavailableKey = "Spool:WhenUnavailable";
    private const string AcknowledgeKey = "Spool:Acknowledge";
    private const string ClassificationsKey = "Redaction:Classifications";
    private const string CaptureLevelKey = "Capture:DefaultLevel";
    private const string CaptureRulesKey = "Capture:Rules";

    public void Configure(AuditOptions options)
    {
        if (services.GetService<IConfiguration>()?.GetSection(AuditOptions.Section) is not { } section)
            return;

        Check<BufferFullMode>(section, FullModeKey);
        Check<SpoolUnavailableMode>(section, WhenUnavailableKey);
        Check<AcknowledgementLevel>(section, $"{AcknowledgeKey}:Reads");
        Check<AcknowledgementLevel>(section, $"{AcknowledgeKey}:Writes");
        Check<AcknowledgementLevel>(section, $"{AcknowledgeKey}:Destructive");
        foreach (var classification in section.GetSection(ClassificationsKey).GetChildren())
            Check<AuditRedactorKind>(section, $"{ClassificationsKey}:{classification.Key}:Redactor");
        Check<CaptureLevel>(section, CaptureLevelKey);
        foreach (var rule in section.GetSection(CaptureRulesKey).GetChildren())
            CheckRule(section, $"{CaptureRulesKey}:{rule.Key}");
        section.Bind(options);
    }

    private static void CheckRule(IConfigurationSection section, string key)
    {
        Check<CaptureLevel>(section, $"{key}:Level");
        foreach (var source in section.GetSection($"{key}:Sources").GetChildren())
            Check<CommandSource>(section, $"{key}:Sources:{source.Key}");
        foreach (var type in section.GetSection($"{key}:ActorTypes").GetChildren())
            Check<ActorType>(section, $"{key}:ActorTypes:{type.Key}");
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
