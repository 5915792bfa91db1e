using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Text.Json;
using FerTrain.Core;
using FerTrain.Server;
using FerTrain.Tests.Cli;
using FerTrain.Tests.Vision;
using Checkpoint = FerTrain.Training.Checkpoint;

namespace FerTrain.Tests.Server;

[Collection(TestCollections.Libtorch)]
public sealed class PredictEndpointTests(TrainedRun run) : IClassFixture<TrainedRun>, IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [FactWithCascade]
    public async Task A_photograph_gets_the_answer_of_the_verb_predict()
    {
        var scene = Scene.WithFaces(_folder, "two.png", columns: 2);
        var predict = CommandLine.Run("predict", scene, "--checkpoint", run.Best, "--group", "--json", "--out", _folder["out"]);
        using var expected = JsonDocument.Parse(predict.Output);
        await using var served = await ServedFaces.Start(options: null, Checkpoint.Read(run.Best));

        var (status, json) = await served.Post(await File.ReadAllBytesAsync(scene));

        status.ShouldBe(200);
        json.EnumerateObject().Select(member => member.Name).ShouldBe(["images", "errors"]);
        Answer(json).ShouldBe(Answer(expected.RootElement));
        json.GetProperty("images")[0].GetProperty("path").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [FactWithCascade]
    public async Task An_image_is_known_by_its_bytes_whatever_the_client_calls_them()
    {
        await using var served = await ServedFaces.Start();
        foreach (var type in new[] { null, "application/x-www-form-urlencoded", "application/octet-stream", "text/plain" }) // the second one is curl's
        {
            using var body = new ByteArrayContent(ServedFaces.Grey(0));
            body.Headers.TryAddWithoutValidation("Content-Type", type);
            using var answer = await served.Client.PostAsync("/api/predict?faces=whole", body);
            ((int)answer.StatusCode).ShouldBe(200, type);
        }
    }

    [FactWithCascade]
    public async Task The_files_of_a_form_are_answered_in_their_order_and_a_broken_one_does_not_stop_the_others()
    {
        await using var served = await ServedFaces.Start();
        using var form = new MultipartFormDataContent
        {
            { new StringContent("no file"), "text" },
            { new ByteArrayContent(ServedFaces.Grey(0)), "image", "black.png" },
            { new ByteArrayContent([1, 2, 3]), "image", "<script>alert(1)</script>.png" },
            { new ByteArrayContent(ServedFaces.Grey(255)), "image", "white.png" },
        };

        using var answer = await served.Client.PostAsync("/api/predict?faces=whole", form);

        ((int)answer.StatusCode).ShouldBe(200);
        (await answer.Content.ReadAsStringAsync()).ShouldNotContain("<");
        var json = await ServedFaces.Json(answer);
        json.GetProperty("images").EnumerateArray().Select(image => (image.GetProperty("path").GetString(), image.GetProperty("faces")[0].GetProperty("label").GetString()))
            .ShouldBe([("black.png", ClassNames.Fer2013[1]), ("white.png", ClassNames.Fer2013[0])]);
        var error = json.GetProperty("errors").EnumerateArray().ShouldHaveSingleItem();
        (error.GetProperty("path").GetString(), error.GetProperty("message").GetString()).ShouldBe(("<script>alert(1)</script>.png", "The image is neither JPEG nor PNG."));
    }

    [FactWithCascade]
    public async Task A_form_without_any_image_is_refused_with_the_fault_of_each_file()
    {
        await using var served = await ServedFaces.Start();
        using var form = new MultipartFormDataContent { { new ByteArrayContent([1, 2, 3]), "image", "one.png" }, { new ByteArrayContent([]), "image", "two.png" } };

        using var answer = await served.Client.PostAsync("/api/predict", form);

        ((int)answer.StatusCode).ShouldBe(400);
        ServedFaces.Message(await ServedFaces.Json(answer)).ShouldBe("one.png: The image is neither JPEG nor PNG. two.png: The image is empty. Expected: a JPEG or PNG image.");
    }

    [FactWithCascade]
    public async Task A_form_with_an_endless_boundary_is_the_client_s_mistake()
    {
        await using var served = await ServedFaces.Start();
        using var body = new ByteArrayContent([]);
        body.Headers.TryAddWithoutValidation("Content-Type", $"multipart/form-data; boundary={new string('x', 5000)}");

        using var answer = await served.Client.PostAsync("/api/predict", body);

        ((int)answer.StatusCode).ShouldBe(400);
        (await ServedFaces.Json(answer)).GetProperty("error").GetProperty("message").GetString().ShouldBe("The form's boundary has 5000 characters. Expected: 1 to 70.");
    }

    [FactWithCascade]
    public async Task What_is_no_image_is_refused_in_a_sentence()
    {
        await using var served = await ServedFaces.Start(new ServerOptions { Limits = new() { Megapixels = 1, Images = 2 } });
        var png = ServedFaces.Grey(9);
        (await Refused(served, [])).ShouldBe((400, "The image is empty. Expected: a JPEG or PNG image."));
        (await Refused(served, "GIF89a and more"u8.ToArray())).ShouldBe((400, "The image is neither JPEG nor PNG."));
        (await Refused(served, png[..20])).ShouldBe((400, "The image is damaged."));
        (await Refused(served, png[..^10])).ShouldBe((400, "The image is damaged or not an image."));
        (await Refused(served, Claiming(png, 60_000, 60_000))).ShouldBe((400, "The image is an image of 60000 × 60000 pixels, more than 1 megapixels."));
        (await Refused(served, png, "?faces=nose")).ShouldBe((400, "Unknown value of faces 'nose'. Expected: haar, whole, camera."));
        using var three = new MultipartFormDataContent();
        for (var i = 0; i < 3; i++) three.Add(new ByteArrayContent(png), "image", $"{i}.png");
        using var refused = await served.Client.PostAsync("/api/predict", three);
        ServedFaces.Message(await ServedFaces.Json(refused)).ShouldBe("The form has more than 2 images.");
        using var none = await served.Client.PostAsync("/api/predict", new MultipartFormDataContent { { new StringContent("x"), "a" } });
        ServedFaces.Message(await ServedFaces.Json(none)).ShouldBe("The form has no file. Expected: one JPEG or PNG image, or several.");
        using var cut = new StringContent("--x\r\nContent-Disposition: form-data; name=a; filename=a.png\r\n\r\nabc");
        cut.Headers.ContentType = new("multipart/form-data") { Parameters = { new("boundary", "x") } };
        using var malformed = await served.Client.PostAsync("/api/predict", cut);
        ServedFaces.Message(await ServedFaces.Json(malformed)).ShouldBe("The form is malformed.");
        served.Bugs.ShouldBeEmpty();
    }

    [FactWithCascade]
    public async Task A_jpeg_of_thousands_of_scans_is_refused()
    {
        await using var served = await ServedFaces.Start();
        using var scene = Scene.WithFaces();
        OpenCvSharp.Cv2.ImEncode(".jpg", scene, out var jpeg);
        (await served.Post(jpeg)).Status.ShouldBe(200);
        byte[] bomb = [.. jpeg[..^2], .. Enumerable.Repeat<byte[]>([0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0], 1000).SelectMany(scan => scan), 0xFF, 0xD9];
        (await Refused(served, bomb)).ShouldBe((400, "The image is damaged."));
    }

    [FactWithCascade]
    public async Task A_body_above_the_limit_is_413_and_nothing_of_a_large_form_is_written_to_disk()
    {
        await using var served = await ServedFaces.Start(new ServerOptions { Limits = new() { BodyBytes = 300_000 } });
        (await Refused(served, new byte[400_000])).ShouldBe((413, "The request is too large."));

        using var written = new BlockingCollection<string>();
        using var watcher = new FileSystemWatcher(Path.GetTempPath(), "ASPNETCORE_*") { EnableRaisingEvents = true };
        watcher.Created += (_, e) => written.Add(e.FullPath);
        using var form = new MultipartFormDataContent { { new ByteArrayContent([.. ServedFaces.Grey(9), .. new byte[200_000]]), "image", "padded.png" } };
        using var answer = await served.Client.PostAsync("/api/predict", form);
        ((int)answer.StatusCode).ShouldBe(200);
        var probe = Path.Combine(Path.GetTempPath(), $"ASPNETCORE_{Guid.NewGuid()}");
        await File.Create(probe, 1, FileOptions.DeleteOnClose).DisposeAsync();
        written.TryTake(out var first, TimeSpan.FromMinutes(1)).ShouldBeTrue();
        first.ShouldBe(probe);
    }

    private static async Task<(int Status, string Message)> Refused(ServedFaces served, byte[] image, string query = "")
    {
        var (status, json) = await served.Post(image, $"/api/predict{query}");
        return (status, ServedFaces.Message(json));
    }

    /// <summary>A PNG image whose header claims another size.</summary>
    private static byte[] Claiming(byte[] png, int width, int height)
    {
        var claiming = png.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(claiming.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(claiming.AsSpan(20), height);
        BinaryPrimitives.WriteUInt32BigEndian(claiming.AsSpan(29), System.IO.Hashing.Crc32.HashToUInt32(claiming.AsSpan(12, 17)));
        return claiming;
    }

    /// <summary>The faces and the group of the one image, with probabilities to five digits.</summary>
    private static string Answer(JsonElement json)
    {
        var image = json.GetProperty("images").EnumerateArray().ShouldHaveSingleItem();
        var faces = image.GetProperty("faces").EnumerateArray().Select(face =>
            $"{string.Join(' ', face.GetProperty("box").EnumerateArray())} {face.GetProperty("label")} "
            + string.Join(' ', face.GetProperty("probabilities").EnumerateObject().Select(entry => FormattableString.Invariant($"{entry.Name} {entry.Value.GetDouble():F5}"))));
        return $"{string.Join('\n', faces)}\n{image.GetProperty("group").GetProperty("label")}";
    }
}
