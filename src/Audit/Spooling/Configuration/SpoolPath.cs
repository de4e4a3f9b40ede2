using Audit.Hosting;

namespace Audit.Spooling.Configuration;

/// <summary>Where the spool lies unless it is configured.</summary>
internal static class SpoolPath
{
    public static string Of(AuditSpoolOptions options, string application) =>
        Path.GetFullPath(options.Directory is { Length: > 0 } directory ? directory : StatePath.Of("audit", application));
}
