import SluiceAPI
import Testing

@Suite struct PersonalDataTests {
    @Test(
        "names that are personal data by their shape",
        arguments: [
            ("13800138000", .mobileNumber), ("19912345678", .mobileNumber),
            ("+8613800138000", .mobileNumber), ("8613800138000", .mobileNumber),
            ("008613800138000", .mobileNumber), ("+86 138-0013-8000", .mobileNumber),
            ("138 0013 8000", .mobileNumber),
            ("11010519491231002X", .identityNumber), ("11010519491231002x", .identityNumber),
            ("440524188001010014", .identityNumber),
            ("a@b.c", .mailAddress), ("first.last+tag@mail.example.com", .mailAddress),
            ("张三@例子.中国", .mailAddress),
        ] as [(String, PersonalData.Shape)])
    func refused(text: String, shape: PersonalData.Shape) {
        #expect(PersonalData.shape(of: text) == shape)
    }

    @Test(
        "names that only resemble it",
        arguments: [
            "", "a1", "12800138000", "1380013800", "138001380001", "23800138000", "A13800138000",
            "+8513800138000", "110105194912310021", "11010519491331002X", "11010519490229002X",
            "1101051949123100X2", "11010519491231002", "440524188001010015", "a@b", "@b.c",
            "a@.c", "a@b.", "a@b@c.d", "a b@c.d", "b5a1c6c0-8f36-4f4e-9f4e-0d5a5a1d6a11",
        ])
    func taken(text: String) { #expect(PersonalData.shape(of: text) == nil) }
}
