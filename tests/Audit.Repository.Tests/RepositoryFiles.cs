using System.Diagnostics;
using Audit.Testing.Repository;

namespace Audit.Repository.Tests;

/// <summary>The files of the repository, as git knows them.</summary>
internal static class RepositoryFiles
{
    /// <summary>Tracked files, and new ones that are not ignored, that end so.</summary>
    public static IReadOnlyList<string> EndingIn(params string[] endings)
    {
        using var git = Process.Start(new ProcessStartInfo("git", "ls-files --cached --others --exclude-standard")
        {
            WorkingDirectory = RepositoryRoot.Path,
            RedirectStandardOutput = true,
        })!;
        var files = git.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        git.WaitForExit();
        return [.. files
            .Where(file => endings.Any(ending => file.EndsWith(ending, StringComparison.Ordinal)))
            .Where(file => File.Exists(RepositoryRoot.PathOf(file)))];
    }
}
