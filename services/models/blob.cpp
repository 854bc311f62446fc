// The compiled models as read-only bytes of the program: mapped when first touched, never relocated, never
// parsed.

asm(".pushsection .rodata\n"
    ".balign 8\n"
    ".global understudy_models\n"
    ".type understudy_models, @object\n"
    "understudy_models:\n"
    ".incbin \"" UNDERSTUDY_MODELS
    "\"\n"
    ".size understudy_models, . - understudy_models\n"
    ".popsection\n");
