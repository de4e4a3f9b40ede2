using Audit.Spooling.Format;
using Audit.Spooling.Segments;

namespace Audit.Spooling.Adoption;

/// <summary>The spool of one instance, locked by this process.</summary>
internal sealed class SpoolDirectory(string path, SpoolIdentity identity, SegmentList segments, IDisposable held) : IDisposable
{
    public string Path => path;

    public SpoolIdentity Identity => identity;

    public SegmentList Segments => segments;

    public void Dispose() => held.Dispose();
}
