using System.Diagnostics;

namespace Audit.Repository.Tests;

/// <summary>The files of the repository, as git knows them.</summary>
internal static class RepositoryFiles
{
    public static string Root { get; } = FindRoot();

    public static string PathOf(string relative) => Path.Combine(Root, relative);

    /// <summary>Tracked files, and new ones that are not ignored, that end so.</summary>
    public static IReadOnlyList<string> EndingIn(params string[] endings)
    {
        using var git = Process.Start(new ProcessStartInfo("git", "ls-files --cached --others --exclude-standard")
        {
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
        })!;
        var files = git.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        git.WaitForExit();
        return [.. files
            .Where(file => endings.Any(ending => file.EndsWith(ending, StringComparison.Ordinal)))
            .Where(file => File.Exists(PathOf(file)))];
    }

    private static string FindRoot()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "Audit.sln")))
            directory = Path.GetDirectoryName(directory) ?? throw new InvalidOperationException("Audit.sln was not found above the tests.");
        return directory;
    }
}
