namespace Audit.Testing.Repository;

/// <summary>Where the repository lies, found from the tests' output: the compiler's paths are not real ones in a deterministic build.</summary>
internal static class RepositoryRoot
{
    public static string Path { get; } = Find();

    public static string PathOf(string relative) => System.IO.Path.Combine(Path, relative);

    private static string Find()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(System.IO.Path.Combine(directory, "Audit.sln")))
            directory = System.IO.Path.GetDirectoryName(directory) ?? throw new InvalidOperationException("Audit.sln was not found above the tests.");
        return directory;
    }
}
