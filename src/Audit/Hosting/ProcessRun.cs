using System.Reflection;
using Audit.Events;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Audit.Hosting;

/// <summary>This run of the process: the origin of its events, and their stream.</summary>
internal sealed class ProcessRun
{
    public ProcessRun(IOptions<AuditOptions> options, TimeProvider time, IHostEnvironment? environment = null)
    {
        var named = options.Value;
        Origin = new AuditOrigin(
            FirstNotEmpty(named.Application, environment?.ApplicationName, Assembly.GetEntryAssembly()?.GetName().Name, "application"),
            FirstNotEmpty(named.Environment, environment?.EnvironmentName, Environments.Production),
            FirstNotEmpty(named.Instance, $"{Environment.MachineName}:{Environment.ProcessId}"));
        RunId = AuditId.Create(AuditEvent.UnixMicroseconds(time.GetUtcNow()));
        Stream = $"{Origin.Application}/{Origin.Instance}/{RunId}";
    }

    public AuditOrigin Origin { get; }

    /// <summary>Whether a host runs: it hears the signals, and stops the pipeline in its turn.</summary>
    public bool IsHosted { get; set; }

    public Guid RunId { get; }

    /// <summary>Starts anew with every run, so that the sequence needs no memory of the last.</summary>
    public string Stream { get; }

    private static string FirstNotEmpty(params ReadOnlySpan<string?> candidates)
    {
        foreach (var candidate in candidates)
        {
            if (!string.IsNullOrWhiteSpace(candidate))
                return candidate;
        }

        return "unknown";
    }
}
