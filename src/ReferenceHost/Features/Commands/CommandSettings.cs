namespace ReferenceHost.Features.Commands;

/// <summary>Tells the settings of the host on a command line, such as <c>--ConnectionStrings:Shop</c>, from the arguments of a command.</summary>
internal static class CommandSettings
{
    private const string Rest = "--";

    /// <summary>Settings are known by the colon in their keys, and <c>--environment</c> by its name.</summary>
    public static (string[] Arguments, string[] Settings) Split(ReadOnlySpan<string> args)
    {
        var arguments = new List<string>(args.Length);
        var settings = new List<string>();
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == Rest)
            {
                arguments.AddRange(args[i..]);
                break;
            }

            if (!IsSetting(args[i]))
            {
                arguments.Add(args[i]);
                continue;
            }

            settings.Add(args[i]);
            if (!args[i].Contains('=') && i + 1 < args.Length)
                settings.Add(args[++i]);
        }

        return ([.. arguments], [.. settings]);
    }

    private static bool IsSetting(string argument)
    {
        var key = argument.Split('=', 2)[0];
        return key.StartsWith("--", StringComparison.Ordinal) && (key.Contains(':') || string.Equals(key, "--environment", StringComparison.OrdinalIgnoreCase));
    }
}
