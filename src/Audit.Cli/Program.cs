using Audit.Cli;

return await AuditCommandLine.RunAsync(args, Terminal.OfProcess(), CancellationToken.None).ConfigureAwait(false);

/// <summary>Without this, the framework of the embedded store would make it public.</summary>
internal static partial class Program;
