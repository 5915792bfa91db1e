using System.Globalization;
using System.Net;
using System.Text.Json;
using FerTrain.Cli;
using FerTrain.Tests.Vision;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using OpenCvSharp;

namespace FerTrain.E2E;

/// <summary>The folder of <c>fertrain export --web</c> on a static web server, below a path as on GitHub Pages.</summary>
public sealed class StaticPageTests(StaticPageTests.Site site) : IClassFixture<StaticPageTests.Site>
{
    private const double Tolerance = 1e-4;
    private const string Ready = "#work:not([hidden])";

    [FactWithStaticPage]
    public async Task Photographs_get_the_boxes_and_the_probabilities_of_predict()
    {
        await using var browser = await Browser.Start(frame: null);
        await browser.Open(await site.Url(), Ready);
        foreach (var image in Photographs())
        {
            var expected = Faces(site.Predict(image, "--detector", site.Detector));
            expected.ShouldNotBeEmpty();
            var seen = Faces(await browser.Ask<string>($$"""
                (async () => {
                  const { photograph } = await import(new URL('page/static/browser.js', document.baseURI));
                  return JSON.stringify({ images: [await photograph(await (await fetch('{{Path.GetFileName(image)}}')).blob())] });
                })()
                """));
            ShouldBeEqual(seen, expected);

            await (await browser.Page.QuerySelectorAsync("#files")).UploadFileAsync(image);
            await browser.Until($"document.querySelector('article h3')?.textContent === '{Path.GetFileName(image)}'");
            (await browser.Ask<string[]>("[...document.querySelectorAll('article:first-child .face h3')].map(heading => heading.textContent.replace(/\\s%/, ' %'))")).ShouldBe(
                expected.Select((face, index) => string.Create(CultureInfo.InvariantCulture, $"Face {index + 1}: {face.Label} {face.Probabilities[face.Label]:0 %}")));
        }

        (await browser.Ask<string>("document.querySelector('article .group h3').textContent")).ShouldBe("Group: positive");
        await browser.ShouldFitEverywhere("static_photographs");
        browser.ShouldBeQuiet(await site.Url());
    }

    [FactWithStaticPage]
    public async Task A_crop_gets_the_probabilities_that_predict_gives_the_whole_image()
    {
        await using var browser = await Browser.Start(frame: null);
        await browser.Open(await site.Url(), Ready);
        foreach (var side in (int[])[40, 64, 65, 97, 128, 203])
        {
            var crop = Path.Combine(site.Folder, $"crop_{side}.png");
            using (var portrait = Cv2.ImRead(Portrait.File))
            using (var face = new Mat(portrait, new Rect(Portrait.Face.X - side / 2, Portrait.Face.Y - side / 2, side, side)))
                face.SaveImage(crop).ShouldBeTrue();
            var expected = Faces(site.Predict(crop, "--faces", "whole")).ShouldHaveSingleItem();
            var seen = await browser.Ask<double[]>($$"""
                (async () => {
                  const { pixels, probabilities } = await import(new URL('page/static/browser.js', document.baseURI));
                  const { copy } = await import(new URL('page/drawing.js', document.baseURI));
                  return probabilities(pixels(copy(await createImageBitmap(await (await fetch('crop_{{side}}.png')).blob()), 1000)));
                })()
                """);
            foreach (var (probability, of) in seen.Zip(expected.Probabilities.Values)) probability.ShouldBe(of, Tolerance);
        }
    }

    [FactWithStaticPage]
    public async Task A_camera_gets_boxes_bars_and_the_frame_rate_and_the_page_says_which_model_it_is()
    {
        await using var browser = await Browser.Start(Portrait.Draw);
        await browser.Open(await site.Url(), Ready);
        (await browser.Ask<string>("document.getElementById('model').textContent")).ShouldMatch(@"^mini_xception_best: mini_xception, 7 classes, right for \d\d\.\d ± \d\.\d\s% of the test faces$");
        (await browser.Ask<string>("document.getElementById('about').textContent")).ShouldContain("Intended use and limits");
        await browser.Page.ClickAsync("#start");

        await browser.Until("document.querySelectorAll('#camera-faces .face').length === 1");
        await browser.Until("/^[\\d.]+ frames per second$/.test(document.getElementById('rate').textContent)");
        await browser.ShouldHaveBoxAround(0.5, (double)Portrait.Face.Y / MovingFaces.Size.Height);
        await browser.Until("document.getElementById('summary').textContent.startsWith('1 face: ')");
        await browser.ShouldFitEverywhere("static_camera");
        await browser.Page.ClickAsync("#start");
        (await browser.Ask<bool>("document.getElementById('stage').hidden")).ShouldBeTrue();

        (await browser.Ask<string[]>("Promise.all([...document.querySelectorAll('#pages a')].map(async link => `${link.textContent} ${(await fetch(link.href)).status}`))"))
            .ShouldBe(["Faces 200", "Model card 200", "Licences 200"]);
        browser.ShouldBeQuiet(await site.Url());
    }

    [FactWithStaticPage]
    public async Task What_a_browser_lacks_is_said()
    {
        await using var browser = await Browser.Start(frame: null);
        await browser.Open(await site.Url(), Ready);
        await browser.Page.ClickAsync("#start");
        await browser.Until("document.getElementById('camera-message').textContent === 'There is no camera.'");

        await browser.Page.EvaluateExpressionOnNewDocumentAsync("delete globalThis.WebAssembly");
        await browser.Open(await site.Url(), "#model");
        await browser.Until("document.getElementById('model').textContent.startsWith('This browser has no WebAssembly')");
        browser.ShouldBeQuiet(await site.Url());

        await browser.Open(new Uri(Path.Combine(site.Folder, "index.html")).AbsoluteUri, "#model");
        await browser.Until("document.getElementById('model').textContent.startsWith('A browser shows this page only from a web server')");
    }

    /// <summary>Writes the portrait upright and turned, and one of two faces of which one is small.</summary>
    private IEnumerable<string> Photographs()
    {
        using var portrait = Cv2.ImRead(Portrait.File);
        yield return Save(portrait, "portrait.png");
        using (var turned = Portrait.Turned(25)) yield return Save(turned, "turned.png");
        using var two = new Mat(600, 900, MatType.CV_8UC3, Scalar.All(128));
        using (var place = new Mat(two, new Rect(0, 0, portrait.Width, portrait.Height))) portrait.CopyTo(place);
        using (var place = new Mat(two, new Rect(570, 100, 300, 300))) Cv2.Resize(portrait, place, place.Size(), interpolation: InterpolationFlags.Area);
        yield return Save(two, "two.png");

        string Save(Mat image, string name)
        {
            image.SaveImage(Path.Combine(site.Folder, name)).ShouldBeTrue();
            return Path.Combine(site.Folder, name);
        }
    }

    private static void ShouldBeEqual(IReadOnlyList<Face> seen, IReadOnlyList<Face> expected)
    {
        seen.Select(face => (string.Join(' ', face.Box), face.Label)).ShouldBe(expected.Select(face => (string.Join(' ', face.Box), face.Label)));
        foreach (var (face, other) in seen.Zip(expected))
            foreach (var (name, probability) in other.Probabilities) face.Probabilities[name].ShouldBe(probability, Tolerance, name);
    }

    private static Face[] Faces(string json)
    {
        using var answer = JsonDocument.Parse(json);
        return [.. answer.RootElement.GetProperty("images")[0].GetProperty("faces").EnumerateArray().Select(face => new Face(
            [.. face.GetProperty("box").EnumerateArray().Select(side => side.GetInt32())],
            face.GetProperty("label").GetString()!,
            face.GetProperty("probabilities").EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.GetDouble())))];
    }

    private sealed record Face(int[] Box, string Label, Dictionary<string, double> Probabilities);

    /// <summary>A folder that is exported and served when a test first asks for it.</summary>
    public sealed class Site : IAsyncLifetime
    {
        private const string Path = "/somewhere/faces";

        private static readonly string Model = System.IO.Path.Combine(DocumentCommands.Root, "pretrained", "mini_xception_best.safetensors");

        private readonly string _root = Directory.CreateTempSubdirectory("fertrain_e2e_").FullName;
        private readonly Lazy<Task<WebApplication>> _server;

        public Site() => _server = new(Serve);

        public string Folder => System.IO.Path.Combine(_root, "site");

        public string Detector => System.IO.Path.Combine(Folder, "model", "blazeface.onnx");

        /// <summary>Gives the address with a slash at its end.</summary>
        public async Task<string> Url() => $"{(await _server.Value).Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single()}{Path}/";

        /// <summary>Gives what predict answers of an image.</summary>
        public string Predict(string image, params string[] options) =>
            Run(["predict", image, "--checkpoint", Model, "--json", "--out", System.IO.Path.Combine(_root, "predictions"), .. options]);

        public Task InitializeAsync() => Task.CompletedTask;

        public async Task DisposeAsync()
        {
            if (_server.IsValueCreated) await (await _server.Value).DisposeAsync();
            Directory.Delete(_root, recursive: true);
        }

        private async Task<WebApplication> Serve()
        {
            Run(["export", "--checkpoint", Model, "--web", Folder]);
            var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
            var app = builder.Build();
            var files = new PhysicalFileProvider(Folder);
            app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files, RequestPath = Path });
            app.UseStaticFiles(new StaticFileOptions { FileProvider = files, RequestPath = Path, ServeUnknownFileTypes = true });
            await app.StartAsync();
            return app;
        }

        private static string Run(string[] arguments)
        {
            using var output = new StringWriter();
            using var error = new StringWriter();
            App.Run(arguments, new Terminal(output, error, IsInteractive: false, Width: 0), CancellationToken.None).ShouldBe(0, error.ToString());
            return output.ToString();
        }
    }
}
