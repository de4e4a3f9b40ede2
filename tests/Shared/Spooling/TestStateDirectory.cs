using System.Runtime.CompilerServices;

namespace Audit.Testing;

/// <summary>
/// Each run of a test program has a state directory of its own, where the spools of its hosts lie unless a test says otherwise: what one run leaves, and what the
/// user's own applications left, is no other run's business. A test whose store does not take everything gives its host a directory of its own.
/// </summary>
internal static class TestStateDirectory
{
    private static int _spools;

    /// <summary>A directory for the spool of one host.</summary>
    public static string NewSpool() =>
        Path.Combine(Environment.GetEnvironmentVariable("XDG_STATE_HOME")!, "spools", Interlocked.Increment(ref _spools).ToString(System.Globalization.CultureInfo.InvariantCulture));

#pragma warning disable CA2255 // A test program is an application, too.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Create()
    {
        var directory = Directory.CreateTempSubdirectory("audit-tests-").FullName;
        Environment.SetEnvironmentVariable("XDG_STATE_HOME", directory);
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            try
            {
                Directory.Delete(directory, recursive: true);
            }
            catch (IOException)
            {
                // A child process still writes into it; the system empties its temporary directory.
            }
        };
    }
}
