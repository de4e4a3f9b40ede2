using System.Runtime.InteropServices;

namespace Audit.Storage.ClickHouse.Embedded.Interop;

/// <summary>Finds and loads libchdb.so, once per process.</summary>
internal static class ChdbLibrary
{
    internal const string FileName = "libchdb.so";

    private static readonly Lock Gate = new();
    private static nint _handle;

    /// <summary>Loads the library from <paramref name="explicitPath"/> or from beside the application.</summary>
    /// <exception cref="DllNotFoundException">It is in none of the places searched; the message names them.</exception>
    internal static void Load(string? explicitPath)
    {
        lock (Gate)
        {
            if (_handle != 0)
                return;
            _handle = NativeLibrary.Load(Find(Candidates(explicitPath)));
            NativeLibrary.SetDllImportResolver(typeof(Chdb).Assembly, static (name, _, _) => name == Chdb.Library ? _handle : 0);
            // The runtime owns SIGSEGV (null references) and the terminal's signals: the engine must not take them.
            Chdb.SetSignalHandlersEnabled(0);
        }
    }

    internal static IReadOnlyList<string> Candidates(string? explicitPath)
    {
        if (!string.IsNullOrWhiteSpace(explicitPath))
            return [Path.GetFullPath(explicitPath)];
        var places = new List<string>
        {
            Path.Combine(AppContext.BaseDirectory, FileName),
            Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", FileName),
        };
        if (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") is string directories)
        {
            foreach (var directory in directories.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
            {
                var place = Path.Combine(directory, FileName);
                if (!places.Contains(place))
                    places.Add(place);
            }
        }
        return places;
    }

    internal static string Find(IReadOnlyList<string> candidates)
    {
        foreach (var candidate in candidates)
        {
            if (File.Exists(candidate))
                return candidate;
        }
        throw new DllNotFoundException(
            $"The ClickHouse engine was not found. Searched: {string.Join(", ", candidates)}. "
            + $"Set {EmbeddedClickHouseOptions.SectionName}:{nameof(EmbeddedClickHouseOptions.LibraryPath)} to the full path of {FileName} (version 26.7, Linux x64), "
            + "or build the application so that the file is placed beside it (the build fetches it through npm).");
    }
}
