namespace Audit.Hosting;

/// <summary>Where an application keeps what it needs after a restart, unless it is configured.</summary>
internal static class StatePath
{
    /// <param name="folder">What it is.</param>
    /// <param name="application">The application's name.</param>
    public static string Of(string folder, string application) => Path.Combine(StateHome(), folder, NameOf(application));

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
