using System.Buffers.Binary;
using FerTrain.Core;
using FerTrain.Core.Archive;
using FerTrain.Core.Errors;
using FsCheck;
using FsCheck.Fluent;

namespace FerTrain.Tests.Archive;

public class TorchArchiveTests
{
    [Fact]
    public void Any_value_is_read_as_it_was_written() =>
        Prop.ForAll<long>(seed => Archives.ShouldEqual(Archives.Read(Archives.Write(RandomValue(seed))), RandomValue(seed)))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Any_text_and_number_is_read_as_it_was_written() =>
        Prop.ForAll<string, long, double>((text, whole, real) =>
        {
            // A lone surrogate is no text that a file could hold.
            if (text is not null && !text.Any(char.IsSurrogate))
                Archives.ShouldEqual(Archives.Read(Archives.Write(new object?[] { text, whole, real })), new object?[] { text, whole, real });
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0L)]
    [InlineData(-1L)]
    [InlineData(int.MaxValue)]
    [InlineData(int.MaxValue + 1L)]
    [InlineData(int.MinValue - 1L)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void Whole_numbers_keep_all_64_bits(long number) => Archives.Read(Archives.Write(number)).ShouldBe(number);

    [Fact]
    public void A_plain_int_is_written_too_and_read_as_long() => Archives.Read(Archives.Write(7)).ShouldBe(7L);

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_element_type_keeps_its_bytes(string name)
    {
        var type = Enum.Parse<ElementType>(name);
        var tensor = new StoredTensor(type, [3, 1, 2], Enumerable.Range(0, 6 * type.Size()).Select(i => (byte)(i & 1)).ToArray());
        Archives.ShouldEqual(Archives.Read(Archives.Write(tensor)), tensor);
    }

    public static TheoryData<string> Types() => [.. Enum.GetNames<ElementType>()];

    [Fact]
    public void The_same_value_gives_the_same_bytes() => Archives.Write(Archives.Sample()).ShouldBe(Archives.Write(Archives.Sample()));

    [Fact]
    public void Keys_stay_in_the_order_of_insertion()
    {
        var value = new OrderedDictionary<object, object?> { ["z"] = 1L, ["a"] = 2L, [5L] = 3L, ["m"] = 4L };
        Archives.Read(Archives.Write(value)).ShouldBeOfType<OrderedDictionary<object, object?>>().Keys.ShouldBe(["z", "a", 5L, "m"]);
    }

    [Fact]
    public void Only_plain_values_are_written()
    {
        Should.Throw<ArgumentException>(() => Archives.Write(new object[] { 1.5m })).Message.ShouldContain("System.Decimal");
        Should.Throw<ArgumentException>(() => Archives.Write(new OrderedDictionary<object, object?> { [1.5] = 1L })).Message.ShouldContain("System.Double");
    }

    [Fact]
    public void A_tensor_has_the_bytes_of_its_shape()
    {
        Should.Throw<ArgumentException>(() => Archives.Tensor([2, 2], 1, 2, 3)).Message.ShouldContain("[2, 2] has 16 bytes, not 12");
        Should.Throw<ArgumentException>(() => Archives.Tensor([-1, -3], 1, 2, 3));
    }

    [Fact]
    public void Entries_lie_in_the_file_as_they_are_with_PyTorch_s_names()
    {
        var file = Archives.Write(Archives.Sample());
        Archives.Entry(file, "archive/version").ShouldBe("3\n"u8.ToArray());
        var weights = Archives.Entry(file, "archive/data/0");
        BinaryPrimitives.ReadSingleLittleEndian(weights.AsSpan(20)).ShouldBe(5f);
        file.AsSpan().IndexOf(weights).ShouldBeGreaterThan(0);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        using var folder = new TempFolder();
        Should.Throw<UserError>(() => TorchArchive.Read(folder["no.pt"])).Message.ShouldContain(folder["no.pt"]);
        Should.Throw<UserError>(() => TorchArchive.Read(folder.Root)).Message.ShouldContain(folder.Root);
    }

    private static object? RandomValue(long seed) => RandomValue(new Seeds(seed).Stream("value"), depth: 0);

    private static object? RandomValue(RandomStream random, int depth) => random.NextInt(depth < 4 ? 8 : 6) switch
    {
        0 => null,
        1 => random.NextInt(2) == 0,
        2 => (long)random.NextUInt64() >> random.NextInt(64),
        3 => random.NextNormal(),
        4 => new string((char)('a' + random.NextInt(500)), random.NextInt(300)),
        5 => RandomTensor(random),
        6 => Enumerable.Range(0, random.NextInt(5)).Select(_ => RandomValue(random, depth + 1)).ToArray(),
        _ => RandomDictionary(random, depth),
    };

    private static StoredTensor RandomTensor(RandomStream random)
    {
        var shape = Enumerable.Range(0, random.NextInt(4)).Select(_ => (long)random.NextInt(4)).ToArray();
        var bytes = new byte[8 * shape.Aggregate(1L, (product, side) => product * side)];
        foreach (ref var value in bytes.AsSpan())
            value = (byte)random.NextInt(256);
        return new(ElementType.Float64, [.. shape], bytes);
    }

    private static OrderedDictionary<object, object?> RandomDictionary(RandomStream random, int depth)
    {
        var items = new OrderedDictionary<object, object?>();
        for (var i = random.NextInt(5); i > 0; i--)
            items[random.NextInt(3) == 0 ? (long)i : $"key {random.NextInt(100)}"] = RandomValue(random, depth + 1);
        return items;
    }
}
