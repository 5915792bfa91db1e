using System.IO.Compression;
using System.Text;
using FerTrain.Core;
using FerTrain.Core.Errors;

namespace FerTrain.Tests.Archive;

public class DamagedArchiveTests
{
    private static readonly byte[] Valid = Archives.Write(Archives.Sample());

    private static readonly byte[] Pickle = Archives.Entry(Valid, "archive/data.pkl");

    [Fact]
    public void A_file_cut_off_anywhere_is_refused()
    {
        for (var percent = 0; percent < 100; percent++)
            Refused(Valid[..(Valid.Length * percent / 100)]);
        Refused(Valid[..^1]);
    }

    [Fact]
    public void Flipped_bits_give_the_value_or_are_refused()
    {
        var random = new Seeds(1).Stream("flips");
        var refused = 0;
        for (var i = 0; i < 5000; i++)
        {
            var file = Flip(Valid, random, flips: 1 + random.NextInt(3));
            if (ReadOrRefuse(file) is not { Refused: false } outcome)
                refused++;
            else
                Archives.ShouldEqual(outcome.Value, Archives.Sample());
        }

        refused.ShouldBeGreaterThan(3000);
    }

    [Fact]
    public void A_pickle_with_flipped_bits_and_a_right_checksum_is_read_or_refused()
    {
        var random = new Seeds(2).Stream("flips");
        var refused = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var forged = Archives.Forge(Flip(Pickle, random, flips: 1 + random.NextInt(4)), [0, 1, 2, 3, 4, 5], [-1, 0.5f]);
            refused += ReadOrRefuse(forged).Refused ? 1 : 0;
        }

        refused.ShouldBeInRange(5000, 19_999);
    }

    [Fact]
    public void A_pickle_cut_off_anywhere_is_refused()
    {
        for (var length = 0; length < Pickle.Length; length++)
            Refused(Archives.Forge(Pickle[..length], [0, 1, 2, 3, 4, 5], [-1, 0.5f]));
    }

    [Fact]
    public void Files_of_other_programs_are_refused()
    {
        Refused([]).ShouldEndWith("it is empty");
        Refused("PNG"u8.ToArray()).ShouldEndWith("it is not a zip file");
        Refused(Encoding.Latin1.GetBytes("\u0080\u0002\u008a\nlü\u009cFù j¨P\u0019.")).ShouldContain("before version 1.6");
        Refused(Archives.Zip([("readme.txt", [1])])).ShouldContain("0 entries FOLDER/data.pkl");
        Refused(Archives.Zip([("a/data.pkl", Pickle), ("b/data.pkl", Pickle)])).ShouldContain("2 entries");
        Refused(Archives.Zip([("data.pkl", Pickle)])).ShouldContain("0 entries FOLDER/data.pkl");
    }

    [Fact]
    public void Entries_that_point_elsewhere_occur_twice_or_are_missing_are_refused()
    {
        Refused(Archives.Zip([("archive/data.pkl", Pickle), ("archive/../../evil", [1])])).ShouldContain("'archive/../../evil'");
        Refused(Archives.Zip([("archive/data.pkl", Pickle), ("archive\\..\\evil", [1])])).ShouldContain("evil");
        Refused(Archives.Zip([("archive/data.pkl", Pickle), ("archive/data.pkl", Pickle)])).ShouldContain("twice");
        Refused(Archives.Forge(Pickle, [0, 1, 2, 3, 4, 5])).ShouldEndWith("its entry data/1 is missing");
    }

    [Fact]
    public void A_storage_of_another_size_than_claimed_is_refused()
    {
        Refused(Archives.Forge(Pickle, [0, 1, 2, 3, 4], [-1, 0.5f])).ShouldContain("storage 0 should hold 6 Float32 elements and has 20 bytes");
        Refused(Archives.Forge(Pickle, [0, 1, 2, 3, 4, 5, 6], [-1, 0.5f])).ShouldContain("storage 0");
    }

    [Fact]
    public void A_changed_weight_is_found_by_its_checksum()
    {
        var file = (byte[])Valid.Clone();
        file[file.AsSpan().IndexOf(Archives.Entry(Valid, "archive/data/0"))] ^= 1;
        Refused(file).ShouldEndWith("its entry data/0 is damaged: the checksum differs");
    }

    [Fact]
    public void A_zip_bomb_is_refused_before_it_unfolds() =>
        Refused(Archives.Zip([("archive/data.pkl", Pickle), ("archive/data/0", new byte[50_000_000])], CompressionLevel.Optimal))
            .ShouldContain("its entries claim 50000");

    [Fact]
    public void Big_endian_numbers_are_refused()
    {
        (string, byte[])[] parts = [("x/data.pkl", Encoding.Latin1.GetBytes("\u0080\u0002K\u0007."))];
        Archives.Read(Archives.Zip([.. parts, ("x/byteorder", "little"u8.ToArray())])).ShouldBe(7L);
        Refused(Archives.Zip([.. parts, ("x/byteorder", "big"u8.ToArray())])).ShouldContain("big-endian");
    }

    private static string Refused(byte[] file)
    {
        var message = Should.Throw<UserError>(() => Archives.Read(file)).Message;
        message.ShouldStartWith($"{Archives.Name}: not a checkpoint FerTrain can read: ");
        return message;
    }

    /// <summary>Any exception but a <see cref="UserError"/> fails the test.</summary>
    private static (bool Refused, object? Value) ReadOrRefuse(byte[] file)
    {
        try
        {
            return (false, Archives.Read(file));
        }
        catch (UserError)
        {
            return (true, null);
        }
    }

    private static byte[] Flip(byte[] bytes, RandomStream random, int flips)
    {
        var flipped = (byte[])bytes.Clone();
        for (; flips > 0; flips--)
            flipped[random.NextInt(flipped.Length)] ^= (byte)(1 << random.NextInt(8));
        return flipped;
    }
}
