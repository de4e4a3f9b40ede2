namespace Audit.Spooling.Configuration;

/// <summary>Where the spool lies unless it is configured.</summary>
internal static class SpoolPath
{
    public static string Of(AuditSpoolOptions options, string application) =>
        Path.GetFullPath(options.Directory is { Length: > 0 } directory ? directory : Path.Combine(StateHome(), "audit", NameOf(application)));

    private static string StateHome()
    {
        if (OperatingSystem.IsWindows())
            return Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        if (Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } state && Path.IsPathRooted(state))
            return state;
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);
        return Path.Combine(home.Length > 0 ? home : Path.GetTempPath(), ".local", "state");
    }

    /// <summary>The application's name as the name of a directory.</summary>
    private static string NameOf(string application)
    {
        var name = string.Create(application.Length, application, static (target, source) =>
        {
            for (var i = 0; i < source.Length; i++)
                target[i] = char.IsLetterOrDigit(source[i]) || source[i] is '-' or '_' or '.' ? source[i] : '_';
        });
        return name.Trim('.') is { Length: > 0 } usable ? usable : "application";
    }
}
