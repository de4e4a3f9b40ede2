using Audit.Spooling.Adoption;
using Audit.Spooling.Files;
using Audit.Spooling.Format;
using Audit.Spooling.Reading;
using Audit.Spooling.Segments;
using Audit.Spooling.Writing;
using Audit.Storage;

namespace Audit.Tests.Spooling;

/// <summary>The spool over the files of the operating system.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class SpoolFilesTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("audit-spool-").FullName;
    private readonly SpoolFiles _files = new();

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void What_is_written_is_read_by_the_next_process_and_is_gone_when_it_is_delivered()
    {
        var home = new SpoolHome(_files, Path.Combine(_root, "a", "spool"));
        using (var directory = home.Create("first", Identity("shop/1")))
            Write(directory, [10, 20, 30]);

        var finding = home.TryAdopt("first");

        Assert.NotNull(finding?.Directory);
        using var outlet = new SpoolOutlet(_files, finding.Directory.Path, finding.Directory.Identity, finding.Directory.Segments, new WindowLimits(100, 1 << 20), isAdopted: true);
        Assert.True(outlet.TryBegin(evenSmall: true));
        Assert.Equal(["shop/1", "default"], [outlet.Current!.Batch.Stream, outlet.Current.Batch.RetentionClass]);
        Assert.Equal([10, 20, 30], outlet.Current.Batch.Rows.ToArray());
        Assert.Equal([new SealedRow(0, 1, 1, 11, 21), new SealedRow(1, 1, 2, 12, 22), new SealedRow(2, 1, 3, 13, 23)], outlet.Current.Batch.Index.ToArray());
        outlet.Intend();
        outlet.Complete();
        Assert.False(outlet.TryBegin(evenSmall: true));
        outlet.Save();
        Assert.True(home.Delete(finding.Directory));
        Assert.Empty(Directory.EnumerateFileSystemEntries(home.Root));
    }

    [Fact]
    public void Two_processes_on_one_directory_have_a_locked_part_each()
    {
        var home = new SpoolHome(_files, _root);
        using var first = home.Create("first", Identity("shop/1"));
        using var second = new SpoolHome(_files, _root).Create("second", Identity("shop/2"));

        Assert.Null(home.TryAdopt("second"));
        Assert.Throws<IOException>(() => home.Create("first", Identity("shop/3")));
        first.Dispose();
        using var adopted = home.TryAdopt("first")?.Directory;
        Assert.Equal("shop/1", adopted?.Identity.Stream);
    }

    [Fact]
    public void Directories_and_files_are_their_owners_alone()
    {
        var home = new SpoolHome(_files, Path.Combine(_root, "spool"));
        using var directory = home.Create("first", Identity("shop/1"));
        Write(directory, [1]);

        const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal(owner | UnixFileMode.UserExecute, File.GetUnixFileMode(home.Root));
        Assert.Equal(owner | UnixFileMode.UserExecute, File.GetUnixFileMode(directory.Path));
        Assert.All(Directory.GetFiles(home.Root, "*", SearchOption.AllDirectories), static path => Assert.Equal(owner, File.GetUnixFileMode(path)));
    }

    [Fact]
    public void A_directory_that_is_open_to_others_or_a_link_is_refused()
    {
        var open = Path.Combine(_root, "open");
        Directory.CreateDirectory(open, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead);
        var link = Path.Combine(_root, "link");
        Directory.CreateSymbolicLink(link, Directory.CreateDirectory(Path.Combine(_root, "real"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName);

        Assert.Contains("0700", Assert.Throws<UnauthorizedAccessException>(() => new SpoolHome(_files, open).Create("first", Identity("shop/1"))).Message, StringComparison.Ordinal);
        Assert.Contains("symbolic link", Assert.Throws<UnauthorizedAccessException>(() => new SpoolHome(_files, link).Create("first", Identity("shop/1"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sync_that_fails_is_told()
    {
        using var file = _files.Open("/dev/zero");

        Assert.Contains("fdatasync failed", Assert.Throws<IOException>(file.Sync).Message, StringComparison.Ordinal);
        Assert.Throws<IOException>(() => _files.SyncDirectory(Path.Combine(_root, "missing")));
    }

    [Theory]
    [InlineData("512", true, 512)]
    [InlineData("4096", true, 4096)]
    [InlineData("512", false, 512)]
    [InlineData("520", true, 4096)]
    [InlineData("none", true, 4096)]
    [InlineData(null, true, 4096)]
    public void The_size_of_a_sector_is_that_of_the_disk_of_the_directory(string? size, bool isWholeDisk, int expected)
    {
        // As below /sys: the device is a link into the tree of devices, and a partition stands in the directory of its disk.
        var (major, minor) = FileStatus.DeviceOf(_root);
        var disk = Path.Combine(_root, "devices", "vda");
        Directory.CreateDirectory(Path.Combine(disk, "queue"));
        Directory.CreateDirectory(Path.Combine(disk, "vda1"));
        Directory.CreateDirectory(Path.Combine(_root, "block"));
        if (size is not null)
            File.WriteAllText(Path.Combine(disk, "queue", "logical_block_size"), size + "\n");
        Directory.CreateSymbolicLink(Path.Combine(_root, "block", $"{major}:{minor}"), isWholeDisk ? "../devices/vda" : "../devices/vda/vda1");

        Assert.Equal(expected, DiskSector.SizeOf(_root, Path.Combine(_root, "block")));
        Assert.Equal(expected, DiskSector.SizeOf(Path.Combine(_root, "not", "yet", "there"), Path.Combine(_root, "block")));
    }

    [Fact]
    public void Where_the_disk_is_not_known_its_sectors_count_as_large()
    {
        Assert.Equal(4096, DiskSector.SizeOf(_root, Path.Combine(_root, "missing")));
        Assert.Equal(4096, DiskSector.SizeOf("/proc"));
    }

    [Fact]
    public void The_checksum_is_the_standard_one()
    {
        Assert.Equal(0xE3069283u, Crc32C.Of("123456789"u8));
        Assert.Equal(0x8A9136AAu, Crc32C.Of(new byte[32]));
    }

    private static SpoolIdentity Identity(string stream) => new(SpoolHome.NewSalt(), stream, 1, 512, ["default"]);

    private void Write(SpoolDirectory directory, byte[] rows)
    {
        var supply = new SegmentSupply(_files, directory.Path, directory.Identity, directory.Segments, new SegmentLimits(4096, 8192, 1 << 20));
        using var writer = new SpoolWriter(_files, directory.Identity, supply, directory.Segments);
        var batch = new SpoolBatch(512);
        var index = rows.Select(static (_, i) => new SealedRow(i, 1, (ulong)i + 1, (uint)i + 11, (uint)i + 21)).ToArray();
        batch.Fill(rows, index, new byte[rows.Length], 0, 0);
        writer.Append(batch, durable: true);
        writer.Sync();
    }
}
